"""What the clock does for mentors: it reminds both of a meeting on the day before, and ends what a mentor has left."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import structlog
from celery import shared_task
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.actor import CLOCK
from core.errors import Refusal, place_of
from notifications.reminders import Rule, declare
from placements.models import Mentorship, MentorshipMeeting
from placements.notices import mentorships as notices
from placements.services.mentorships import end_mentorship
from placements.states_mentoring import MeetingState, MentorshipState

log = structlog.get_logger(__name__)

DAY = timedelta(days=1)


@shared_task(name="placements.sweep_mentorships")
def sweep_mentorships() -> int:
    """End what runs with somebody whose role as a mentor has ended. Returns how many."""
    now = clock.now()
    left = Mentorship.objects.filter(mentor__ended_at__isnull=False).exclude(state=MentorshipState.ENDED)
    ended = 0
    for pk in list(left.order_by("pk").values_list("pk", flat=True)):
        try:
            end_mentorship(mentorship_id=pk, by=CLOCK, now=now, note=_("They no longer mentor at your institute."))
            ended += 1
        except Refusal as refusal:  # the office was quicker
            log.info("mentorship_not_ended", mentorship=pk, refused_at=place_of(refusal))
    return ended


def _promised(now: datetime) -> Iterator[MentorshipMeeting]:
    """Those that are tomorrow at the institute."""
    tomorrow = clock.day_of(now) + DAY
    rows = MentorshipMeeting.objects.for_page().filter(
        state=MeetingState.AGREED, day__range=(tomorrow - DAY, tomorrow + DAY), mentorship__mentor__ended_at=None
    )  # zones differ
    for meeting in rows.exclude(mentorship__state=MentorshipState.ENDED):
        if meeting.day == meeting.mentorship.today(now) + DAY:
            yield meeting


def _its_day(meeting: MentorshipMeeting, _now: datetime) -> date:
    return meeting.day


def _both(meeting: MentorshipMeeting) -> list[User]:
    return [meeting.mentorship.student.user, meeting.mentorship.mentor.user]


declare(
    Rule(name="meeting.mentor_tomorrow", about=_promised, due=_its_day, readers=_both, say=notices.tomorrow),
)
