"""The page of one mentorship, for mentor, student and office: meetings, goals, what the student shares. Here because goals are the
student's, reflections stand on placements, and the words of goals on slots.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.pages.goals import said_of
from core import clock
from core.actor import Actor
from core.words import listed
from placements.fitting import vocabulary
from placements.models import MeetingWords, Mentorship, MentorshipMeeting, Reflection
from placements.policies import mentorships as policies
from placements.services.mentorships import grades
from placements.views.mentorships import asks_of, find_mentorship
from students.forms.goals import FORMS
from students.policies.goals import QUESTIONS
from students.policies.students import keeps

SHOWN = 50  # meetings and reflections
# What somebody needs to live on is no mentor's matter.
FOR_MENTORS = tuple(question for question in QUESTIONS if question != "pay")


@require_safe
def mentorship_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """When they met and meet. To the two of them what was agreed; to the mentor what the student looks for and shares."""
    mentorship, actor, now = find_mentorship(request, pk), request.actor, clock.now()
    today = mentorship.today(now)
    asks = list(asks_of(request, mentorship).select_related("by"))
    has_asked = any(ask.by_id == actor.user_id for ask in asks)
    context = {
        "mentorship": mentorship,
        "is_running": mentorship.is_running(today),
        "has_begun": mentorship.has_begun(today),
        "is_mentor": policies.is_mentor(actor, mentorship),
        "is_mentee": policies.is_mentee(actor, mentorship),
        "meetings": _meetings(actor, mentorship, today),
        "asks": asks,
        **_verdicts(actor, mentorship, today, has_asked=has_asked),
        **_shared(actor, mentorship, today),
    }
    return render(request, "pages/mentorship_detail.html", context | _of_office(actor, mentorship))


def _verdicts(actor: Actor, mentorship: Mentorship, today: Any, *, has_asked: bool) -> dict[str, Any]:
    """What may be done here. Pure."""
    return {
        "may_meet": policies.may_meet(actor, mentorship, today),
        "may_write_up": policies.may_write_up(actor, mentorship, today),
        "may_ask": policies.may_ask_another(actor, mentorship, today, has_asked=has_asked),
        "may_take_back": policies.may_take_back(actor, mentorship, has_asked=has_asked),
        "may_end": policies.may_end(actor, mentorship),
    }


def _meetings(actor: Actor, mentorship: Mentorship, today: Any) -> list[Any]:
    """The latest first, each with `said`, the words that the actor may read, `place`, and what may be done. Two queries."""
    mine = MentorshipMeeting.objects.visible_to(actor).filter(mentorship=mentorship)
    meetings: list[Any] = list(mine.select_related("proposed_by").order_by("-day", "-pk")[:SHOWN])
    words = {w.meeting_id: w for w in MeetingWords.objects.visible_to(actor).filter(meeting__mentorship=mentorship)}
    for meeting in meetings:
        meeting.mentorship = mentorship
        meeting.said = words.get(meeting.pk)
        meeting.place = meeting.where if policies.is_one_of_two(actor, mentorship) else ""
        meeting.may_agree = policies.may_agree(actor, meeting, today)
        meeting.may_move = policies.may_move(actor, meeting, today)
        meeting.may_call_off = policies.may_call_off(actor, meeting, today)
        meeting.may_keep = policies.may_keep(actor, meeting, today)
        meeting.may_word = policies.may_word(actor, meeting)
        meeting.may_confirm = policies.may_confirm(actor, meeting)
        meeting.may_object = policies.may_object(actor, meeting, today)
    return meetings


def _shared(actor: Actor, mentorship: Mentorship, today: Any) -> dict[str, Any]:
    """What the student looks for, and the reflections for mentors: to the mentor, from the first day on, in their own eyes. One query."""
    if not (policies.is_mentor(actor, mentorship) and policies.may_read_words(actor, mentorship)):
        return {}
    if not mentorship.has_begun(today):
        return {}
    goals = getattr(mentorship.student, "goals", None)
    names = {name: dict(pairs) for name, pairs in vocabulary().items()}
    answers = [(FORMS[question].title, listed(said_of(question, goals, names))) for question in FOR_MENTORS if goals]
    shared = Reflection.objects.visible_to(actor).filter(placement__student=mentorship.student_id)
    reflections = shared.select_related("placement__slot").order_by("-created_at", "-pk")[:SHOWN]
    return {"goals": [(title, said) for title, said in answers if said], "reflections": reflections}


def _of_office(actor: Actor, mentorship: Mentorship) -> dict[str, Any]:
    """What the office alone reads: how it came and went, and whether the mentor has come to grade the student. Two queries."""
    if not keeps(actor, mentorship.student):
        return {}
    history = mentorship.transitions.select_related("by").order_by("-at", "-pk")
    return {"history": history, "grades": grades(mentorship.mentor, mentorship.student)}
