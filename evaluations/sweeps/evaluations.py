"""What the clock does with evaluations: opens them, finds those whose evaluator has left, reminds."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from celery import shared_task
from django.db.models import QuerySet

from accounts.models import User
from core import clock
from core.actor import CLOCK
from core.errors import Refusal, place_of
from evaluations.models import Evaluation
from evaluations.notices import evaluations as notices
from evaluations.notices import evaluations_due as due_notices
from evaluations.services.evaluations_asking import open_evaluation, release_evaluator
from evaluations.services.evaluations_moves import ensure_link
from evaluations.states import EvaluationState
from notifications.reminders import Rule, declare
from notifications.services.posting import Message

log = structlog.get_logger(__name__)

ONE_DAY = timedelta(days=1)
DUE_WITHIN = timedelta(days=3)
LEAD_AFTER = timedelta(days=7)
COORDINATOR_AFTER = timedelta(days=14)
CHOOSE_WITHIN = timedelta(days=3)  # a lead, who is to name another evaluator


@shared_task(name="evaluations.sweep_evaluations")
def sweep_evaluations() -> int:
    """Open what is due, give back what nobody is asked for any more. Each in a transaction of its own; returns how many moved."""
    now = clock.now()
    # A day early by the server's clock: the service decides in the institute's zone.
    due = Evaluation.objects.filter(state=EvaluationState.SCHEDULED, opens_on__lte=now.date() + ONE_DAY)
    left = Evaluation.objects.waiting().of_supervisors().filter(evaluator__ended_at__isnull=False)
    return _each(open_evaluation, due, now) + _each(release_evaluator, left, now)


def _each(service: Callable[..., Evaluation], rows: QuerySet[Evaluation], now: datetime) -> int:
    done = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        try:
            service(evaluation_id=pk, by=CLOCK, now=now)
            done += 1
        except Refusal as refusal:
            log.info("evaluation_not_moved", evaluation=pk, service=service.__name__, refused_at=place_of(refusal))
    return done


def _due_day(evaluation: Evaluation, _now: datetime) -> date:
    """The day by which it was asked for: one reminder of each rule belongs to it."""
    return clock.day_of(evaluation.due_at, evaluation.placement.institute.zone)


def _due_soon(now: datetime) -> QuerySet[Evaluation]:
    """Waiting for a supervisor, and due within three days."""
    return _waiting_soon(now).of_supervisors()


def _due_soon_by_student(now: datetime) -> QuerySet[Evaluation]:
    """The same for a student, who is reminded once: what they think of their own work is theirs to say or not."""
    return _waiting_soon(now).of_students()


def _waiting_soon(now: datetime) -> Any:
    return Evaluation.objects.waiting().filter(due_at__gte=now, due_at__lte=now + DUE_WITHIN).for_page()


def _overdue_by(wait: timedelta) -> Callable[[datetime], QuerySet[Evaluation]]:
    """Waiting since more than `wait` after the due day."""
    return lambda now: Evaluation.objects.overdue(now - wait).of_supervisors().for_page()


def _unassigned_for(wait: timedelta) -> Callable[[datetime], QuerySet[Evaluation]]:
    """Nobody is asked for it since more than `wait`."""
    return lambda now: Evaluation.objects.filter(state=EvaluationState.UNASSIGNED, updated_at__lt=now - wait).for_page()


def _with_link(words: Callable[[Evaluation], Message]) -> Callable[[Evaluation, User], Message]:
    """`words` with the evaluator's link, made anew where the earlier one has expired."""

    def say(evaluation: Evaluation, _reader: User) -> Message:
        ensure_link(evaluation, now=clock.now())
        return words(evaluation)

    return say


def _about_office(evaluation: Evaluation, _reader: User) -> Message:
    return due_notices.overdue_to_office(evaluation)


def _still_unassigned(evaluation: Evaluation, _reader: User) -> Message:
    return due_notices.still_unassigned(evaluation)


def _by_yourself(evaluation: Evaluation, _reader: User) -> Message:
    return notices.please_yourself(evaluation)


DUE = Rule(
    "evaluation.due", about=_due_soon, due=_due_day, readers=notices.evaluator, say=_with_link(due_notices.due_soon)
)
OVERDUE = Rule(
    "evaluation.overdue",
    about=_overdue_by(timedelta()),
    due=_due_day,
    readers=notices.evaluator,
    say=_with_link(due_notices.overdue),
)
OVERDUE_LEAD = Rule(
    "evaluation.overdue.lead", about=_overdue_by(LEAD_AFTER), due=_due_day, readers=notices.leads_of, say=_about_office
)
OVERDUE_COORDINATOR = Rule(
    "evaluation.overdue.coordinator",
    about=_overdue_by(COORDINATOR_AFTER),
    due=_due_day,
    readers=notices.coordinators_of,
    say=_about_office,
)
SELF_DUE = Rule(
    "evaluation.self.due", about=_due_soon_by_student, due=_due_day, readers=notices.evaluator, say=_by_yourself
)
UNASSIGNED_LEAD = Rule(
    "evaluation.unassigned.lead",
    about=_unassigned_for(CHOOSE_WITHIN),
    due=_due_day,
    readers=notices.leads_of,
    say=_still_unassigned,
)
UNASSIGNED_COORDINATOR = Rule(
    "evaluation.unassigned.coordinator",
    about=_unassigned_for(LEAD_AFTER),
    due=_due_day,
    readers=notices.coordinators_of,
    say=_still_unassigned,
)
declare(DUE, OVERDUE, OVERDUE_LEAD, OVERDUE_COORDINATOR, SELF_DUE, UNASSIGNED_LEAD, UNASSIGNED_COORDINATOR)
