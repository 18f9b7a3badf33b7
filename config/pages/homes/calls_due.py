"""Partners that a placement office promised a call: a step of its coordinators' home."""

from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core.words import listed

SHOWN = 6
SUMS = {"first": Min("next_on"), "names": ArrayAgg("partner__name", order_by="next_on")}


def steps_of(counted: dict[str, Any], today: date) -> list[Step]:
    """One step for all of them, late when one of them is, as `SUMS` say; days come as text."""
    names = counted["names"] or []
    if not names:
        return []
    return [
        Step(
            icon="phone",
            title=ngettext("%(n)d call due", "%(n)d calls due", len(names)) % {"n": len(names)},
            detail=listed(names[:SHOWN]),
            url=reverse("partner_register") + "?call=due",
            action=_("Open"),
            tone="late" if date.fromisoformat(counted["first"]) < today else "due",
        )
    ]
