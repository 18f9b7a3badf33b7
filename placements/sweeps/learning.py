"""What the clock reminds of while somebody learns: a contract that waits for its word, the next meeting with a mentor."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from core import clock
from notifications.reminders import Rule, declare
from placements.models import LearningContract, MentorMeeting
from placements.notices import learning as notices
from placements.notices.placements import student, supervisor
from placements.states import PlacementState
from placements.states_learning import ContractState

WAITS = timedelta(days=5)  # until the supervisor is asked again
NAMED = ("placement__student__user", "placement__slot", "placement__partner", "placement__institute")


def _waiting(now: datetime) -> QuerySet[LearningContract]:
    """Proposed five days ago or earlier, the placement under way, and no answer."""
    rows = LearningContract.objects.filter(state=ContractState.PROPOSED, proposed_at__lte=now - WAITS)
    rows = rows.filter(placement__state=PlacementState.ACTIVE, placement__supervisor__isnull=False)
    return rows.select_related(*NAMED, "placement__department", "placement__supervisor__user")


def _asked_again(contract: LearningContract, _now: datetime) -> datetime:
    return contract.proposed_at + WAITS


def _supervisor(contract: LearningContract) -> list[User]:
    return supervisor(contract.placement)


def _meeting(now: datetime) -> Iterator[MentorMeeting]:
    """Those whose next one is tomorrow at the institute, and was not held or moved since."""
    tomorrow = clock.day_of(now) + timedelta(days=1)
    later = MentorMeeting.objects.filter(day__gt=OuterRef("day"), placement=OuterRef("placement"))
    near = (tomorrow - timedelta(days=1), tomorrow + timedelta(days=1))  # zones differ
    rows = MentorMeeting.objects.filter(~Exists(later), next_on__range=near).select_related(*NAMED)
    for meeting in rows:
        if meeting.next_on == meeting.placement.today(now) + timedelta(days=1):
            yield meeting


def _next(meeting: MentorMeeting, now: datetime) -> date:
    return meeting.next_on or clock.day_of(now)


def _student(meeting: MentorMeeting) -> list[User]:
    return student(meeting.placement)


declare(
    Rule(
        name="contract.waiting",
        about=_waiting,
        due=_asked_again,
        readers=_supervisor,
        say=notices.contract_waiting,
    ),
    Rule(name="meeting.tomorrow", about=_meeting, due=_next, readers=_student, say=notices.meeting_tomorrow),
)
