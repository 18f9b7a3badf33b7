"""What an office does before a partner decides: endorse where it is asked to."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core.words import when

SUMS = {"waiting": Count("pk"), "first": Min("slot__apply_by")}


def steps_of(counted: dict[str, Any]) -> list[Step]:
    """How many applications wait for the institute's word, and until when the first does; moments come as text."""
    waiting = counted["waiting"]
    if not waiting:
        return []
    title = ngettext("%(n)d application to endorse", "%(n)d applications to endorse", waiting) % {"n": waiting}
    return [
        Step(
            icon="patch-check",
            title=title,
            detail=_("The first deadline is %(when)s.") % {"when": when(datetime.fromisoformat(counted["first"]))},
            url=reverse("endorsement_list"),
            action=_("Read them"),
            tone="due",
        )
    ]
