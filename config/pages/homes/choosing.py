"""What choosing asks of a person today: an interview to book or to go to, applications to score."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core.actor import Actor, Role
from core.words import when
from placements.models import Application, Interview, to_judge

SHOWN = 5


def interview_steps(actor: Actor, now: datetime) -> list[Step]:
    """Interviews ahead: to a student those to book too, to an interviewer the own. One query."""
    return [_interview(row, actor) for row in _ahead(actor)]


def interviews_today_and_later(actor: Actor, now: datetime) -> tuple[list[Step], list[Step]]:
    """The same of an interviewer, those of this day apart. One query."""
    today, later = [], []
    for row in _ahead(actor):
        is_today = timezone.localtime(row.time.starts_at).date() == timezone.localtime(now).date()
        (today if is_today else later).append(_interview(row, actor, tone="due" if is_today else ""))
    return today, later


def _ahead(actor: Actor) -> Any:
    rows = Interview.objects.visible_to(actor).ahead().for_list()
    if not actor.acts_as(Role.STUDENT):
        rows = rows.filter(time__interviewer=actor.membership_id)
    return rows.next_first()[:SHOWN]


def _interview(row: Interview, actor: Actor, tone: str = "") -> Step:
    slot = row.application.slot
    if row.time is None:
        return Step(
            icon="calendar-event",
            title=_("Choose a time for your interview at %(partner)s") % {"partner": slot.partner},
            detail=_("%(slot)s. Times go to whoever chooses first.") % {"slot": slot},
            url=reverse("interview_book", args=[row.pk]),
            action=_("Choose"),
            tone="due",
            primary=True,
        )
    whom = slot.partner if actor.acts_as(Role.STUDENT) else row.application.student
    return Step(
        icon="calendar-event",
        title=_("Interview: %(whom)s") % {"whom": whom},
        detail=f"{when(row.time.starts_at)}, {row.time.place}",
        url=row.get_absolute_url(),
        action=_("Prepare"),
        tone=tone,
    )


def review_steps(actor: Actor) -> list[Step]:
    """How many applications wait for the person's score. One query."""
    mine = to_judge(Application.objects.visible_to(actor), actor).filter(scored_at=None).count()
    if not mine:
        return []
    return [
        Step(
            icon="people",
            title=ngettext("%(n)d application to score", "%(n)d applications to score", mine) % {"n": mine},
            detail=_("The criteria stand beside each."),
            url=reverse("review_list"),
            action=_("Score"),
            tone="due",
        )
    ]
