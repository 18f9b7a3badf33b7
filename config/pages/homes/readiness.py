"""The step that both offices see: who starts within six weeks and is not clear."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core.actor import Actor
from core.words import day
from placements.models import Placement
from placements.readiness import not_clear


def not_clear_steps(actor: Actor, now: datetime) -> list[Step]:
    """One step or none. Five queries; one when nobody starts soon."""
    return steps_of(not_clear(Placement.objects.visible_to(actor), now))


def steps_of(found: list[Placement]) -> list[Step]:
    """The step about those that `not_clear` found."""
    if not found:
        return []
    words = ngettext(
        "%(n)d starts within six weeks and is not clear", "%(n)d start within six weeks and are not clear", len(found)
    )
    first = found[0]
    detail = _("First %(name)s, on %(day)s.") % {"name": first.student.user.name, "day": day(first.starts_on)}
    return [
        Step(
            icon="exclamation-triangle",
            title=words % {"n": len(found)},
            detail=detail,
            url=reverse("readiness_list"),
            action=_("See who"),
            tone="late",
        )
    ]
