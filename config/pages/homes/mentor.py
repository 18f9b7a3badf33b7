"""A mentor's home: whom did I promise to meet. Nothing of hours, evaluations or records."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.pages.homes.steps import Step
from core import clock
from core.actor import Actor
from core.words import day, listed
from placements.models import Mentorship, MentorshipMeeting
from placements.states_mentoring import MeetingState


def context(actor: Actor, now: datetime) -> dict[str, Any]:
    """Two queries: the mentees with how often they met, the meetings that are not written up."""
    today = clock.day_of(now)
    mentees = list(Mentorship.objects.visible_to(actor).for_page().with_meetings(today).order_by("student__user__name"))
    ahead = MentorshipMeeting.objects.visible_to(actor).ahead().for_page().order_by("day", "at", "pk")
    steps = [step for meeting in ahead for step in _of_meeting(actor, meeting, today)]
    return {"steps": [*steps, *_no_day_yet(mentees, today)], "mentees": mentees}


def _of_meeting(actor: Actor, meeting: MentorshipMeeting, today: date) -> list[Step]:
    name = {"name": meeting.mentorship.student.user.name, "day": day(meeting.day)}
    said = listed(part for part in (f"{meeting.at:%H:%M}" if meeting.at else "", meeting.where) if part)
    ids = [meeting.mentorship_id, meeting.pk]
    if meeting.day < today:
        title, action = _("Did you meet %(name)s on %(day)s?") % name, _("Write down what you agreed")
        url = reverse("mentorship_meeting_keep", args=ids)
        return [Step("calendar-event", title, _("Or say that it did not come to it."), url, action, tone="late")]
    if meeting.state == MeetingState.PROPOSED and meeting.proposed_by_id != actor.user_id:
        title, url = _("%(name)s asks to meet on %(day)s") % name, reverse("mentorship_meeting_agree", args=ids)
        return [Step("calendar-event", title, said, url, _("Say whether it fits"), tone="due", primary=True)]
    if meeting.state == MeetingState.PROPOSED:
        title = _("You proposed %(day)s to %(name)s") % name
        return [Step("calendar-event", title, _("Waits for their answer."), meeting.get_absolute_url(), _("Open"))]
    if meeting.day == today:
        title, url = _("You meet %(name)s today") % name, reverse("mentorship_meeting_keep", args=ids)
        return [Step("calendar-event", title, said, url, _("Write down what you agreed"), tone="due", primary=True)]
    title = _("You promised to meet %(name)s on %(day)s") % name
    return [Step("calendar-event", title, said, meeting.get_absolute_url(), _("Open"))]


def _no_day_yet(mentees: list[Any], today: date) -> list[Step]:
    """Who has no day ahead is easily forgotten."""
    return [
        Step(
            icon="people",
            title=_("No day yet with %(name)s") % {"name": mentee.student.user.name},
            detail=_("The last time was %(day)s.") % {"day": day(mentee.last_on)}
            if mentee.last_on
            else _("You have not met yet."),
            url=reverse("mentorship_meet", args=[mentee.pk]),
            action=_("Propose a day"),
        )
        for mentee in mentees
        if mentee.next_on is None and mentee.has_begun(today)
    ]
