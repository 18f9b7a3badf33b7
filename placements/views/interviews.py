"""Interviews: times on offer, an invitation, the page of one, and what is done with it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.actor import Actor
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict
from core.views import act_page, posted
from placements.forms.interviews import BookForm, CallOffForm, OfferTimesForm
from placements.interview_sheets import briefing_of, questions_for
from placements.models import Application, Interview, InterviewTime, JudgedFrom
from placements.policies import interviews as policies
from placements.policies.selection import may_score, selection_of
from placements.services import interviews as services
from placements.views.applications_acts import find_application
from placements.views.slots_acts import find_slot

PAGE = 25
ACTS: dict[str, dict[str, Any]] = {
    "book": {"title": _("Choose a time"), "button": _("Book it")},
    "hold": {
        "title": _("It took place"),
        "says": _("You may score it then with the criteria for interviews."),
        "button": _("It took place"),
    },
    "miss": {
        "title": _("The student did not come"),
        "says": _("The student is told kindly and may write. You may invite again."),
        "button": _("Missed"),
    },
    "call_off": {
        "title": _("Call the interview off"),
        "says": _("The other side is told at once, and the time is free again. The application stays."),
        "button": _("Call it off"),
        "danger": True,
    },
}

AGAIN = {"title": _("Choose another time"), "button": _("Take this one")}


def acts_of(interview: Interview) -> dict[str, dict[str, Any]]:
    """What may be done, in the words of its page: a booked time is changed, not chosen."""
    return {**ACTS, "book": ACTS["book"] | AGAIN} if interview.is_booked else ACTS


def find_interview(request: HttpRequest, pk: int) -> Interview:
    """The interview, if the actor sees it; else 404. One query."""
    return get_object_or_404(Interview.objects.visible_to(request.actor).for_list(), pk=pk)


def verdicts_on(actor: Actor, interview: Interview, now: datetime) -> dict[str, Verdict]:
    """What the actor may do with it."""
    return {
        "book": policies.may_book(actor, interview, now),
        "hold": policies.may_hold(actor, interview, now),
        "miss": policies.may_miss(actor, interview, now),
        "call_off": policies.may_call_off(actor, interview, now),
    }


@require_http_methods(["GET", "POST"])
def slot_interviews(request: HttpRequest, pk: int) -> HttpResponse:
    """Times on offer with who booked them, and a form to offer more."""
    slot = find_slot(request, pk)
    if not (verdict := policies.may_offer_times(request.actor, slot)):
        return act_page(request, verdict, {"title": _("Interview times"), "back_url": "../selection/"})
    form = OfferTimesForm(posted(request), actor=request.actor)
    if form.is_valid() and attempt(request, services.offer_times, form, slot_id=pk):
        return redirect("slot_interviews", pk)
    times = list(InterviewTime.objects.visible_to(request.actor).filter(slot=pk).for_list())
    booked = Interview.objects.visible_to(request.actor).filter(time__in=times).for_list()
    by_time = {row.time_id: row for row in booked.order_by("pk") if not row.is_called_off}
    rows = [{"time": time, "interview": by_time.get(time.pk)} for time in times]
    return render(request, "placements/slot_interviews.html", {"slot": slot, "form": form, "rows": rows})


@require_http_methods(["GET", "POST"])
def slot_interview_remove(request: HttpRequest, pk: int, time_pk: int) -> HttpResponse:
    """Take a time off."""
    times = InterviewTime.objects.visible_to(request.actor).select_related("slot__selection")
    time = get_object_or_404(times, pk=time_pk, slot=pk)
    verdict = policies.may_remove(request.actor, time)
    form = ActForm(posted(request))
    if verdict and form.is_valid() and attempt(request, services.remove_time, form, slot_id=pk, time_id=time_pk):
        return redirect("slot_interviews", pk)
    context = {"title": _("Take the time off"), "form": form, "button": _("Take it off"), "danger": True}
    return act_page(request, verdict, {**context, "back_url": "../../"})


@require_http_methods(["GET", "POST"])
def application_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the student to choose a time."""
    application = find_application(request, pk)
    verdict = policies.may_invite(request.actor, application, clock.now())
    form = ActForm(posted(request))
    if verdict and form.is_valid() and attempt(request, services.invite_to_interview, form, application_id=pk):
        return redirect(application)
    says = _("The student is told and chooses one of your free times.")
    if application.is_veiled:
        says = _("The student is told and chooses a time. Name and files show from here on: nobody is met blind.")
    says = " ".join([str(says), *_closes(application)])
    context = {"title": _("Invite to an interview"), "says": says, "form": form, "button": _("Invite")}
    return act_page(request, verdict, {**context, "back": application})


def _closes(application: Application) -> Iterator[str]:
    """That the application itself is scored no more once its student is invited, and how many have scored it. Two queries."""
    selection = selection_of(application.slot)
    if selection is None or not selection.criteria.filter(stage=JudgedFrom.REVIEW).exists():
        return
    if n := application.reviews.filter(stage=JudgedFrom.REVIEW).count():
        words = ngettext("%(n)d person has scored the application;", "%(n)d people have scored the application;", n)
        yield words % {"n": n}
        yield gettext("nobody else can, once the student is invited.")
    else:
        yield gettext(
            "Nobody has scored the application yet, and nobody can once the student is invited: score it first."
        )


@require_safe
def interview_list(request: HttpRequest) -> HttpResponse:
    """Those one takes part in or answers for, the next first."""
    rows = Interview.objects.visible_to(request.actor).for_list().next_first()
    page = page_of(request, rows, PAGE)
    return render(request, "placements/interview_list.html", {"page": page})


@require_safe
def interview_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """When and where; to the interviewer who comes and how to judge, to the student what to ask."""
    interview = find_interview(request, pk)
    now = clock.now()
    verdicts = verdicts_on(request.actor, interview, now)
    briefs = policies.briefs(request.actor, interview)
    context = {
        "interview": interview,
        "application": interview.application,
        "acts": [{"route": f"interview_{verb}", **acts_of(interview)[verb]} for verb, may in verdicts.items() if may],
        "is_booked": interview.is_booked,
        "briefing": briefing_of(interview) if briefs else None,
        "may_score": briefs and may_score(request.actor, interview.application),
        "questions": [] if briefs else questions_for(interview.application.slot),
        "history": interview.transitions.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "placements/interview_detail.html", context)


@require_http_methods(["GET", "POST"])
def interview_book(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a free time, or another one."""
    interview = find_interview(request, pk)
    free = InterviewTime.objects.visible_to(request.actor).fit_for(interview.application).free(clock.now())
    form = BookForm(posted(request), times=free.beside_others_of(interview.application).for_list())
    return _act(request, interview, "book", form, services.book_interview)


@require_http_methods(["GET", "POST"])
def interview_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it took place."""
    return _act(request, find_interview(request, pk), "hold", ActForm(posted(request)), services.hold_interview)


@require_http_methods(["GET", "POST"])
def interview_miss(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the student did not come."""
    return _act(request, find_interview(request, pk), "miss", ActForm(posted(request)), services.miss_interview)


@require_http_methods(["GET", "POST"])
def interview_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off."""
    form = CallOffForm(posted(request))
    return _act(request, find_interview(request, pk), "call_off", form, services.call_off_interview)


def _act(request: HttpRequest, interview: Interview, verb: str, form: ActForm, service: Any) -> HttpResponse:
    verdict = verdicts_on(request.actor, interview, clock.now())[verb]
    if verdict and form.is_valid() and attempt(request, service, form, interview_id=interview.pk):
        return redirect(interview)
    return act_page(request, verdict, {**acts_of(interview)[verb], "form": form, "back": interview})
