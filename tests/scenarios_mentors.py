"""What the scene of `scenarios` has of mentors."""

from typing import Any

from institutions.models import Membership
from placements.models import Mentorship, MentorshipMeeting, Placement
from tests.factories.mentors import MentorshipMeetingFactory


def mentor_of(placement: Placement) -> Membership:
    """The student's mentor, who proposed a day."""
    mentorship: Mentorship = MentorshipMeetingFactory(mentorship__student=placement.student).mentorship
    return mentorship.mentor


def mentors_of(placement: Placement) -> dict[str, Any]:
    """The mentorship, and the day that was proposed."""
    meeting = MentorshipMeeting.objects.get(mentorship__student=placement.student)
    return {"mentorships": meeting.mentorship_id, "mentorship_meeting_pk": meeting.pk}
