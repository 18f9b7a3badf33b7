"""Meetings of mentor and student: proposed, promised, moved, called off, kept, written down afterwards; and each one’s words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import Service, attempt
from core import clock
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page
from core.words import day as in_words
from core.words import listed
from placements.forms.mentorships import (
    CallOffForm,
    KeepForm,
    MeetForm,
    MeetingWordsForm,
    ObjectForm,
    WriteUpForm,
)
from placements.models import MeetingWords, MentorshipMeeting
from placements.policies import mentorships as policies
from placements.services import mentorships_meetings as services
from placements.views.mentorships import find_mentorship, way_back


@require_http_methods(["GET", "POST"])
def mentorship_meet(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a day."""
    mentorship = find_mentorship(request, pk)
    verdict = policies.may_meet(request.actor, mentorship, mentorship.today(clock.now()))
    form = MeetForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.propose_meeting, form, mentorship_id=pk):
        return redirect(mentorship)
    says = _("The other of you is asked whether it fits. The day before, you are both reminded.")
    context = {"title": _("Propose a day to meet"), "says": says, "form": form, "button": _("Propose it")}
    return act_page(request, verdict, {**context, **way_back(request, mentorship)})


@require_http_methods(["GET", "POST"])
def mentorship_write_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting that was held, and that nobody had proposed."""
    mentorship = find_mentorship(request, pk)
    verdict = policies.may_write_up(request.actor, mentorship, mentorship.today(clock.now()))
    form = WriteUpForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.write_up_meeting, form, mentorship_id=pk):
        return redirect(mentorship)
    says = _("For a talk in passing that neither of you had proposed. The student is asked whether it is so.")
    context = {"title": _("You met already"), "says": says, "form": form, "button": _("Write it down")}
    return act_page(request, verdict, {**context, **way_back(request, mentorship)})


@require_http_methods(["GET", "POST"])
def mentorship_meeting_confirm(request: HttpRequest, pk: int, mentorship_meeting_pk: int) -> HttpResponse:
    """It is so."""
    meeting = _find(request, pk, mentorship_meeting_pk)
    words = {"title": _("Did you meet on %(day)s?") % {"day": in_words(meeting.day)}, "button": _("It is so")}
    words |= _written(request, meeting)
    verdict = policies.may_confirm(request.actor, meeting)
    return _act(request, meeting, verdict, services.confirm_meeting, ActForm(request.POST or None), words)


@require_http_methods(["GET", "POST"])
def mentorship_meeting_object(request: HttpRequest, pk: int, mentorship_meeting_pk: int) -> HttpResponse:
    """It was otherwise."""
    meeting = _find(request, pk, mentorship_meeting_pk)
    verdict = policies.may_object(request.actor, meeting, meeting.mentorship.today(clock.now()))
    title = _("Object to what is written of %(day)s") % {"day": in_words(meeting.day)}
    words = {"title": title, "button": _("Object"), **_written(request, meeting)}
    return _act(request, meeting, verdict, services.object_to_meeting, ObjectForm(request.POST or None), words)


@require_http_methods(["GET", "POST"])
def mentorship_meeting_agree(request: HttpRequest, pk: int, mentorship_meeting_pk: int) -> HttpResponse:
    """The day fits."""
    meeting = _find(request, pk, mentorship_meeting_pk)
    verdict = policies.may_agree(request.actor, meeting, meeting.mentorship.today(clock.now()))
    words = {"title": _("Does this day fit?"), "says": _says(meeting), "button": _("It fits")}
    return _act(
        request, meeting, verdict, services.agree_meeting, ActForm(request.POST or None, version=meeting.stamp), words
    )


@require_http_methods(["GET", "POST"])
def mentorship_meeting_move(request: HttpRequest, pk: int, mentorship_meeting_pk: int) -> HttpResponse:
    """Another day."""
    meeting = _find(request, pk, mentorship_meeting_pk)
    verdict = policies.may_move(request.actor, meeting, meeting.mentorship.today(clock.now()))
    initial = {"day": meeting.day, "at": meeting.at, "where": meeting.where}
    form = MeetForm(request.POST or None, initial=initial)
    says = _("The other of you is asked whether the new day fits.")
    words = {"title": _("Propose another day"), "says": says, "button": _("Propose it")}
    return _act(request, meeting, verdict, services.move_meeting, form, words)


@require_http_methods(["GET", "POST"])
def mentorship_meeting_call_off(request: HttpRequest, pk: int, mentorship_meeting_pk: int) -> HttpResponse:
    """It does not take place."""
    meeting = _find(request, pk, mentorship_meeting_pk)
    verdict = policies.may_call_off(request.actor, meeting, meeting.mentorship.today(clock.now()))
    words = {"title": _("Call this meeting off"), "says": _says(meeting), "button": _("Call it off"), "danger": True}
    return _act(request, meeting, verdict, services.call_off_meeting, CallOffForm(request.POST or None), words)


@require_http_methods(["GET", "POST"])
def mentorship_meeting_keep(request: HttpRequest, pk: int, mentorship_meeting_pk: int) -> HttpResponse:
    """The mentor writes down what was agreed."""
    meeting = _find(request, pk, mentorship_meeting_pk)
    verdict = policies.may_keep(request.actor, meeting, meeting.mentorship.today(clock.now()))
    says = _("In a few words: what the student does next, and what you do.")
    words = {"title": _("What you agreed on %(day)s") % {"day": in_words(meeting.day)}, "says": says}
    words["button"] = _("Keep it")
    return _act(request, meeting, verdict, services.keep_meeting, KeepForm(request.POST or None), words)


@require_http_methods(["GET", "POST"])
def mentorship_meeting_words(request: HttpRequest, pk: int, mentorship_meeting_pk: int) -> HttpResponse:
    """One’s own words anew: the mentor’s of what was agreed, the student’s answer."""
    meeting = _find(request, pk, mentorship_meeting_pk)
    verdict, is_mentor = (
        policies.may_word(request.actor, meeting),
        policies.is_mentor(request.actor, meeting.mentorship),
    )
    said = MeetingWords.objects.visible_to(request.actor).filter(meeting=meeting).first()
    initial = {"text": (said.agreed if is_mentor else said.answer) if said else ""}
    form = MeetingWordsForm(request.POST or None, initial=initial, is_mentor=is_mentor)
    title = _("Word it anew") if is_mentor else _("Answer what your mentor wrote")
    says = "" if is_mentor or said is None else said.agreed
    words = {"title": title, "says": says, "button": _("Keep it so")}
    return _act(request, meeting, verdict, services.word_meeting, form, words)


def _find(request: HttpRequest, pk: int, meeting_pk: int) -> MentorshipMeeting:
    """One query."""
    mine = MentorshipMeeting.objects.visible_to(request.actor).for_page()  # type: ignore[attr-defined]
    return get_object_or_404(mine, pk=meeting_pk, mentorship=pk)


def _written(request: HttpRequest, meeting: MentorshipMeeting) -> dict[str, Any]:
    """What the mentor wrote down, and that it was they, to whoever may read it. One query."""
    said = MeetingWords.objects.visible_to(request.actor).filter(meeting=meeting).first()  # type: ignore[attr-defined]
    words = {"name": meeting.mentorship.mentor.user, "day": in_words(meeting.day)}
    who = _("%(name)s wrote down what you agreed on %(day)s") % words if said else ""
    return {"who": who, "says": said.agreed if said else "", "where": meeting.where}


def _says(meeting: MentorshipMeeting) -> str:
    parts = (in_words(meeting.day), f"{meeting.at:%H:%M}" if meeting.at else "", meeting.where)
    return listed(part for part in parts if part)


def _act(
    request: HttpRequest,
    meeting: MentorshipMeeting,
    verdict: Verdict,
    service: Service,
    form: ActForm,
    words: dict[str, Any],
) -> HttpResponse:
    if verdict and form.is_valid() and attempt(request, service, form, meeting_id=meeting.pk):
        return redirect(meeting)
    context = {**words, "form": form, **way_back(request, meeting.mentorship)}
    return act_page(request, verdict, context, "placements/mentorship_meeting_act.html")
