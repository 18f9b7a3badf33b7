"""What homes say of mentors: to a student the day that a mentor proposes or wrote down, to the office who asks for somebody else.

No query of its own.
"""

from typing import Any

from django.db.models import Count, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core import clock
from core.actor import Actor
from core.beside import beside
from core.words import day
from institutions.models.recordings import OBJECT_WITHIN
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
    """For `annotate` on students: `days_proposed`, the meetings of a mentor’s that wait for the student: to come, or as written down."""
    ahead = Q(state=MeetingState.PROPOSED, day__gte=clock.today())
    written = Q(state=MeetingState.WRITTEN_UP, created_at__gte=clock.now() - OBJECT_WITHIN)
    waiting = MentorshipMeeting.objects.visible_to(actor).filter(ahead | written)
    theirs = waiting.filter(mentorship__student=OuterRef("pk")).exclude(proposed_by=actor.user_id).order_by("day", "pk")
    said = ("mentorship", "day", "where", "state")
    return {"days_proposed": beside(theirs, *said, mentor_name="mentorship__mentor__user__name")}


def student_steps(student: Any) -> list[Step]:
    """Each day to say yes or no to, of a student with `proposals`."""
    return [_to_say(meeting) for meeting in (student.days_proposed if student else None) or ()]


def _to_say(meeting: Any) -> Step:
    facts, ids = {"name": meeting.mentor_name, "day": day(meeting.day)}, [meeting.mentorship_id, meeting.pk]
    if meeting.state == MeetingState.WRITTEN_UP:
        title, action = _("%(name)s wrote down that you met on %(day)s") % facts, _("Say whether it is so")
        url = meeting.get_absolute_url()
    else:
        title, action = _("%(name)s would like to meet you on %(day)s") % facts, _("Say whether it fits")
        url = reverse("mentorship_meeting_agree", args=ids)
    return Step(icon="calendar-event", title=title, detail=meeting.where, url=url, action=action, tone="due")
