"""What homes say of mentors: to a student the day that a mentor proposes, to the office who asks for somebody else. No query of its own."""

from typing import Any

from django.db.models import Count, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core import clock
from core.actor import Actor
from core.beside import beside
from core.words import day
from placements.models import MentorshipMeeting
from placements.states_mentoring import MeetingState

SUMS = {"count": Count("pk")}


def office_steps(asks: dict[str, Any]) -> list[Step]:
    """Who asks for another mentor or mentee, of what `SUMS` say."""
    if not (n := asks["count"]):
        return []
    title = ngettext(
        "%(n)d person asks for another mentor or mentee", "%(n)d people ask for another mentor or mentee", n
    ) % {"n": n}
    url = f"{reverse('mentorship_list')}?standing=asked"
    detail = _("The other of the two does not know.")
    return [Step(icon="people", title=title, detail=detail, url=url, action=_("Open"), tone="due")]


def proposals(actor: Actor) -> dict[str, Any]:
    """For `annotate` on students: `days_proposed`, the meetings that a mentor proposes and that wait for the student."""
    waiting = MentorshipMeeting.objects.visible_to(actor).filter(state=MeetingState.PROPOSED, day__gte=clock.today())
    theirs = waiting.filter(mentorship__student=OuterRef("pk")).exclude(proposed_by=actor.user_id).order_by("day", "pk")
    return {"days_proposed": beside(theirs, "mentorship", "day", "where", mentor_name="mentorship__mentor__user__name")}


def student_steps(student: Any) -> list[Step]:
    """Each day to say yes or no to, of a student with `proposals`."""
    return [
        Step(
            icon="calendar-event",
            title=_("%(name)s would like to meet you on %(day)s")
            % {"name": meeting.mentor_name, "day": day(meeting.day)},
            detail=meeting.where,
            url=reverse("mentorship_meeting_agree", args=[meeting.mentorship_id, meeting.pk]),
            action=_("Say whether it fits"),
            tone="due",
        )
        for meeting in (student.days_proposed if student else None) or ()
    ]
