"""What the scene of `scenarios` has of mentors."""

from typing import Any

from placements.models import MentorshipMeeting, Placement
from tests.factories.mentors import mentored


def mentors_of(placement: Placement) -> tuple[dict[str, Any], Any]:
    """The student's mentor, who proposed a day; and the mentor's person."""
    mentorship = mentored(placement)
    meeting = MentorshipMeeting.objects.get(mentorship=mentorship)
    return {"mentorships": mentorship.pk, "mentorship_meeting_pk": meeting.pk}, mentorship.mentor.user
