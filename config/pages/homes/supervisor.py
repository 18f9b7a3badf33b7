"""A supervisor's Today: everything that waits, in the order of what interns need most."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.pages.homes.choosing import interview_steps, review_steps
from config.pages.homes.learning import learning_steps_of_supervisor
from config.pages.homes.steps import Step
from config.pages.homes.threads import threads_waiting
from core import clock
from core.actor import Actor
from core.words import day, hours, when
from evaluations.models import Evaluation, Letter
from evaluations.states import LetterState
from placements.models import Placement, with_attendance, with_learning
from placements.states import HoursState, PlacementState


def context(actor: Actor, now: datetime) -> dict[str, Any]:
    """Six queries: interns with their waiting hours, evaluations, letters, messages, interviews, applications to score."""
    waiting = Q(hours__state=HoursState.SUBMITTED)
    interns = list(
        with_learning(with_attendance(Placement.objects.visible_to(actor).for_list()))
        .filter(state__in=[PlacementState.CONFIRMED, PlacementState.ACTIVE])
        .annotate(
            waiting=Count("hours", filter=waiting),
            waiting_minutes=Sum("hours__minutes", filter=waiting),
            oldest=Min("hours__submitted_at", filter=waiting),
        )
        .order_by("starts_on", "pk")
    )
    steps = [*_evaluations(actor, now), *_hours(interns), *_absences(interns), *_arrivals(interns)]
    steps += [*learning_steps_of_supervisor(interns), *_letters(actor)]
    steps += [*threads_waiting(actor), *interview_steps(actor, now), *review_steps(actor)]
    return {"steps": steps, "interns": interns}


def _evaluations(actor: Actor, now: datetime) -> list[Step]:
    rows = (
        Evaluation.objects.visible_to(actor)
        .waiting()
        .of_supervisors()
        .select_related("placement__student__user", "placement__slot")
        .order_by("due_at")
    )
    return [
        Step(
            icon="clipboard-check",
            title=_("How is %(name)s doing?") % {"name": e.placement.student.user.name},
            detail=_("%(occasion)s, %(slot)s. Six taps, by %(due)s.")
            % {"occasion": e.get_occasion_display(), "slot": e.placement.slot, "due": when(e.due_at)},
            url=reverse("evaluation_edit", args=[e.pk]),
            action=_("Evaluate"),
            tone="late" if e.due_at < now else "due",
            primary=True,
        )
        for e in rows
    ]


def _hours(interns: list[Any]) -> list[Step]:
    return [
        Step(
            icon="clock-history",
            title=_("Sign hours of %(name)s") % {"name": p.student.user.name},
            detail=_("%(n)d shifts, %(hours)s, the oldest since %(day)s.")
            % {"n": p.waiting, "hours": hours(p.waiting_minutes), "day": day(clock.day_of(p.oldest))},
            url=reverse("hours_sign", args=[p.pk]),
            action=_("Sign"),
            tone="due",
        )
        for p in interns
        if p.waiting
    ]


def _absences(interns: list[Any]) -> list[Step]:
    """Absences without a word, and shifts proposed to make one up."""
    return [
        Step(
            icon="calendar-event",
            title=_("Absence of %(name)s") % {"name": p.student.user.name},
            detail=_("%(absences)d to excuse or not, %(shifts)d shifts to agree.")
            % {"absences": p.absences_open, "shifts": p.shifts_proposed},
            url=reverse("absence_list", args=[p.pk]),
            action=_("Answer"),
            tone="due",
        )
        for p in interns
        if p.absences_open or p.shifts_proposed
    ]


def _arrivals(interns: list[Any]) -> list[Step]:
    today = clock.today()
    return [
        Step(
            icon="person-check",
            title=_("Has %(name)s arrived?") % {"name": p.student.user.name},
            detail=_("%(slot)s begins on %(day)s.") % {"slot": p.slot, "day": day(p.starts_on)},
            url=reverse("placement_arrive", args=[p.pk]),
            action=_("Record the arrival"),
            tone="due",
        )
        for p in interns
        if p.state == PlacementState.CONFIRMED and p.starts_on <= today
    ]


def _letters(actor: Actor) -> list[Step]:
    open_states = [LetterState.REQUESTED, LetterState.DRAFTED]
    rows = (
        Letter.objects.visible_to(actor)
        .filter(state__in=open_states)
        .select_related("placement__student__user")
        .order_by("needed_by", "pk")
    )
    return [
        Step(
            icon="file-earmark-text",
            title=_("A letter for %(name)s") % {"name": letter.placement.student.user.name},
            detail=(
                _("Needed by %(day)s.") % {"day": day(letter.needed_by)}
                if letter.needed_by
                else _("The draft fills itself from the record.")
            ),
            url=letter.get_absolute_url(),
            action=_("Answer") if letter.state == LetterState.REQUESTED else _("Go on"),
        )
        for letter in rows
    ]
