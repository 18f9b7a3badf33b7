"""Feedback notes of a placement: written in two taps, read, thanked for in one, answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page
from institutions.models import its_recording
from placements.forms.learning import AnswerForm
from placements.forms.training import FeedbackForm
from placements.models import FeedbackAsk, FeedbackNote, Placement
from placements.policies import training as policies
from placements.policies.placements import is_intern
from placements.services.feedback import answer_feedback, leave_feedback, thank_for_feedback
from placements.services.feedback_asks import ask_feedback, take_back_feedback_ask
from placements.views.find import find_placement

SHOWN = 100


@require_safe
def feedback_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every note, the latest first."""
    placement = find_placement(request, pk)
    standing, may_ask = _asked(request, placement)
    context = {
        "placement": placement,
        "notes": _notes(request, placement),
        "may_leave": policies.may_leave_feedback(request.actor, placement),
        "standing": standing,
        "may_ask": may_ask,
    }
    return render(request, "placements/feedback_list.html", context)


@require_http_methods(["GET", "POST"])
def feedback_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one sentence, press what it is."""
    placement = find_placement(request, pk)
    verdict = policies.may_leave_feedback(request.actor, placement)
    form = FeedbackForm(request.POST or None, placement=placement)
    if verdict and form.is_valid() and attempt(request, leave_feedback, form, placement_id=pk):
        return redirect("feedback_list", pk)
    return feedback_page(request, placement, form, verdict)


def feedback_page(request: HttpRequest, placement: Placement, form: FeedbackForm, verdict: Verdict) -> HttpResponse:
    """The sentence, with what is wrong with it."""
    context = {
        "title": _("Feedback for %(name)s") % {"name": placement.student.user.name},
        "placement": placement,
        "form": form,
        "kinds": FeedbackNote.Kind.choices,
        "back": placement,
    }
    return act_page(request, verdict, context, "placements/feedback_form.html")


@require_http_methods(["GET", "POST"])
def feedback_thank(request: HttpRequest, pk: int, note_pk: int) -> HttpResponse:
    """Say thank you for a note: one tap on the list, which sends this form."""
    note = _find(request, pk, note_pk)
    verdict = policies.may_thank(request.actor, note)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, thank_for_feedback, form, note_id=note_pk):
        return redirect("feedback_list", pk)
    says = _("%(name)s is told that you read the note and say thank you.") % {"name": note.by}
    context = {"title": _("Say thank you"), "says": says, "form": form, "back_url": reverse("feedback_list", args=[pk])}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def feedback_answer(request: HttpRequest, pk: int, note_pk: int) -> HttpResponse:
    """Answer a note in a sentence."""
    note = _find(request, pk, note_pk)
    verdict = policies.may_answer(request.actor, note)
    form = AnswerForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, answer_feedback, form, note_id=note_pk):
        return redirect("feedback_list", pk)
    context = {"title": _("Answer this note"), "says": note.text, "form": form, "button": _("Send the answer")}
    return act_page(request, verdict, {**context, "back_url": reverse("feedback_list", args=[pk])})


@require_http_methods(["GET", "POST"])
def feedback_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The student asks the supervisor for a word."""
    placement = find_placement(request, pk)
    _standing, verdict = _asked(request, placement)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, ask_feedback, form, placement_id=pk):
        return redirect("feedback_list", pk)
    who = placement.supervisor.user.name if placement.supervisor else ""
    says = _("%(name)s gets a message with a way to one sentence and a tap. You can ask once a week.") % {"name": who}
    context = {"title": _("Ask for feedback"), "says": says, "form": form, "button": _("Ask %(name)s") % {"name": who}}
    return act_page(request, verdict, {**context, **_back(pk)})


@require_http_methods(["GET", "POST"])
def feedback_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked for waits no more."""
    placement = find_placement(request, pk)
    standing, _may_ask = _asked(request, placement)
    verdict = policies.may_take_back_ask(request.actor, placement, standing)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, take_back_feedback_ask, form, placement_id=pk):
        return redirect("feedback_list", pk)
    says = _("It goes from the page of your supervisor. You can ask again when a week has passed.")
    context = {"title": _("You need no feedback now?"), "says": says, "form": form, "button": _("Take it back")}
    return act_page(request, verdict, {**context, **_back(pk)})


def _back(pk: int) -> dict[str, Any]:
    return {"back_url": reverse("feedback_list", args=[pk]), "back_name": _("Feedback")}


def _notes(request: HttpRequest, placement: Placement) -> list[Any]:
    """Each with what the reader may do with it. Two queries."""
    mine = FeedbackNote.objects.visible_to(request.actor).filter(placement=placement)  # type: ignore[attr-defined]
    found = mine.select_related("by", "objective").prefetch_related(its_recording(request.actor))  # type: ignore[attr-defined]
    notes = list(found.order_by("-at")[:SHOWN])
    for note in notes:
        note.placement = placement
        note.may_thank = policies.may_thank(request.actor, note)  # type: ignore[attr-defined]
        note.may_answer = policies.may_answer(request.actor, note)  # type: ignore[attr-defined]
    return notes


def _asked(request: HttpRequest, placement: Placement) -> tuple[FeedbackAsk | None, Verdict]:
    """What the student asked for and nobody answered; and whether they may ask. Two queries, none for others than the student."""
    if not is_intern(request.actor, placement):  # type: ignore[attr-defined]
        return None, policies.may_ask_feedback(request.actor, placement, None, clock.now())  # type: ignore[attr-defined]
    asks = FeedbackAsk.objects.visible_to(request.actor).filter(placement=placement).latest_first()  # type: ignore[attr-defined]
    last = asks.filter(supervisor=placement.supervisor_id).first()
    verdict = policies.may_ask_feedback(request.actor, placement, last, clock.now())  # type: ignore[attr-defined]
    return asks.standing().select_related("supervisor__user").first(), verdict


def _find(request: HttpRequest, pk: int, note_pk: int) -> FeedbackNote:
    """Two queries."""
    placement = find_placement(request, pk)
    mine = FeedbackNote.objects.visible_to(request.actor).filter(placement=placement).select_related("by")  # type: ignore[attr-defined]
    note: FeedbackNote = get_object_or_404(mine, pk=note_pk)
    note.placement = placement
    return note
