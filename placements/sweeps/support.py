"""What the clock says of support plans and incidents: to look again, to answer, to look at all."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from core import clock
from notifications.reminders import Rule, declare
from placements.models import Incident, SupportPlan
from placements.notices import incidents as incident_notices
from placements.notices import support as notices
from placements.notices.placements import coordinators, student
from placements.states_support import IncidentState, SupportState

ANSWER_WITHIN = timedelta(days=3)
LOOK_WITHIN = timedelta(days=1)


def _to_review(now: datetime) -> QuerySet[SupportPlan]:
    """Running, and its day has come."""
    return SupportPlan.objects.running().for_page().filter(review_on__lte=clock.day_of(now))


def _unanswered(now: datetime) -> QuerySet[SupportPlan]:
    """Waiting for the student since more than three days."""
    waiting = SupportPlan.objects.for_page().filter(state=SupportState.PROPOSED)
    return waiting.filter(updated_at__lt=now - ANSWER_WITHIN)


def _untriaged(now: datetime) -> QuerySet[Incident]:
    """Nobody has looked at it for a day."""
    waiting = Incident.objects.for_page().filter(state=IncidentState.REPORTED)
    return waiting.filter(created_at__lt=now - LOOK_WITHIN)


def _office(plan: SupportPlan) -> list[User]:
    return coordinators(plan.placement)


def _student(plan: SupportPlan) -> list[User]:
    return student(plan.placement)


def _review_day(plan: SupportPlan, _now: datetime) -> date:
    return plan.review_on


def _answer_day(plan: SupportPlan, _now: datetime) -> date:
    return clock.day_of(plan.updated_at + ANSWER_WITHIN)


def _look_day(incident: Incident, _now: datetime) -> date:
    return clock.day_of(incident.created_at + LOOK_WITHIN)


TO_REVIEW = Rule("support.to_review", about=_to_review, due=_review_day, readers=_office, say=notices.to_review)
UNANSWERED = Rule("support.unanswered", about=_unanswered, due=_answer_day, readers=_student, say=notices.unanswered)
UNTRIAGED = Rule(
    "incident.untriaged",
    about=_untriaged,
    due=_look_day,
    readers=incident_notices.offices,
    say=incident_notices.untriaged,
)
declare(TO_REVIEW, UNANSWERED, UNTRIAGED)
