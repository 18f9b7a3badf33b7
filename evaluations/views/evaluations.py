"""Pages of an evaluation for who is signed in: find, read, act, answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict
from core.views import act_page
from evaluations.filters.evaluations import IN_TURN, EvaluationFilter
from evaluations.forms.evaluations import AcknowledgeForm, PassForm, ReopenForm
from evaluations.models import Evaluation
from evaluations.policies import evaluations as policies
from evaluations.sections import around, judgements, standing, voices
from evaluations.services import evaluations as services
from evaluations.services import evaluations_asking as asking
from evaluations.states import EvaluationState
from evaluations.views.asked import asked
from evaluations.views.evaluations_filling import (
    autosave,
    autosave_together,
    fill_in,
    fill_in_together,
    page_context,
    together_of,
)
from institutions.models import with_recordings

PAGE = 25
THANKS = _("Submitted. The student can read it now.")
THANKS_YOURSELF = _("Thank you, it is kept. It does not change any more.")


@require_safe
def evaluation_list(request: HttpRequest) -> HttpResponse:
    """The evaluations that the actor sees: what waits first, the soonest due before the later; then what is said, the latest first."""
    found = EvaluationFilter(request.GET, Evaluation.objects.visible_to(request.actor).for_page().order_by(*IN_TURN))
    page = page_of(request, found.qs, PAGE)
    for evaluation in page:
        evaluation.standing = standing(evaluation, clock.now())
        evaluation.may_fill_in = policies.may_fill_in(request.actor, evaluation)
    several = sum(bool(evaluation.may_fill_in) and not evaluation.by_student for evaluation in page) > 1
    return render(request, "evaluations/evaluation_list.html", {"filter": found, "page": page, "several": several})


@require_safe
def evaluation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands; once submitted, what was said."""
    evaluation = find_evaluation(request, pk)
    history = with_recordings(evaluation.transitions, request.actor)
    said = policies.may_read_answers(request.actor, evaluation)
    others = around(evaluation)
    context = {
        "evaluation": evaluation,
        "placement": evaluation.placement,
        "standing": standing(evaluation, clock.now()),
        "replaced": evaluation.state == EvaluationState.SUPERSEDED,
        "verdicts": _verdicts(request, evaluation),
        "said": judgements(evaluation, others.own) if said else None,
        "own": others.own,
        "voices": voices(evaluation, others.voices),
        "notices_haste": policies.may_see_haste(request.actor, evaluation),
        "history": history if policies.may_read_history(request.actor, evaluation) else None,
        "successor": Evaluation.objects.visible_to(request.actor).filter(supersedes=evaluation).first(),
    }
    return render(request, "evaluations/evaluation_detail.html", context)


@require_http_methods(["GET", "POST"])
def evaluation_together(request: HttpRequest) -> HttpResponse:
    """Several interns on one page: what is whole is submitted, the rest is kept."""
    forms, done = fill_in_together(request, together_of(request))
    if done:
        messages.success(request, ngettext("%(n)d submitted.", "%(n)d submitted.", done) % {"n": done})
    if request.method == "POST" and not any(form.errors for form in forms):
        return redirect("evaluation_together" if forms else "evaluation_list")
    return render(
        request, "evaluations/evaluation_together.html", {"pages": [page_context(f.evaluation, f) for f in forms]}
    )


@require_POST
def evaluation_together_save(request: HttpRequest) -> HttpResponse:
    """Keep the answers while they are given."""
    return autosave_together(request, together_of(request))


@require_http_methods(["GET", "POST"])
def evaluation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill it in: save and come back, or submit."""
    evaluation = find_evaluation(request, pk)
    if not (verdict := policies.may_fill_in(request.actor, evaluation)):
        return act_page(request, verdict, {"title": evaluation.title, "back": evaluation})
    form, outcome = fill_in(request, evaluation)
    if outcome and form.submitting:
        messages.success(request, THANKS_YOURSELF if evaluation.by_student else THANKS)
        return redirect(evaluation)
    if outcome:
        return redirect("evaluation_edit", pk)
    return render(request, "evaluations/evaluation_edit.html", page_context(evaluation, form))


@require_POST
def evaluation_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the answers while they are given."""
    return autosave(request, find_evaluation(request, pk))


@require_http_methods(["GET", "POST"])
def evaluation_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody else: the evaluator says “not mine”, or the lead chooses."""
    evaluation = find_evaluation(request, pk)
    verdicts = _verdicts(request, evaluation)
    form = PassForm(request.POST or None, evaluation=evaluation, may_leave_open=bool(verdicts["hand_back"]))
    done = verdicts["pass"] and form.is_valid() and attempt(request, asking.pass_evaluation, form, evaluation_id=pk)
    if done:
        messages.success(request, asked(done.thing, _("Thank you. Whoever is asked now gets a mail.")))
        return redirect("evaluation_list")
    return act_page(request, verdicts["pass"], {**ACTS["pass"], "form": form, "back": evaluation})


@require_http_methods(["GET", "POST"])
def evaluation_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The student has read it, and may answer."""
    return _act(request, pk, "acknowledge", AcknowledgeForm, services.acknowledge_evaluation)


@require_http_methods(["GET", "POST"])
def evaluation_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the evaluator look again."""
    return _act(request, pk, "reopen", ReopenForm, services.reopen_evaluation)


# What each act is called, and what it will do, in the words of its page.
ACTS: dict[str, dict[str, Any]] = {
    "pass": {
        "title": _("Ask somebody else"),
        "says": _(
            "They get a mail with a link of their own, and begin afresh: answers given so far "
            "are not handed on. The placement lead is told."
        ),
        "button": _("Pass it on"),
    },
    "acknowledge": {
        "title": _("I have read my evaluation"),
        "says": _("You do not have to agree. If you answer, your supervisor is told; you can answer once."),
        "button": _("I have read it"),
    },
    "reopen": {
        "title": _("Reopen the evaluation"),
        "says": _(
            "The evaluator gets a new form with the answers in it. What was submitted "
            "stays readable, marked as replaced."
        ),
        "button": _("Reopen it"),
    },
}


def find_evaluation(request: HttpRequest, pk: int) -> Evaluation:
    """The evaluation, as the actor sees it; else 404."""
    return get_object_or_404(Evaluation.objects.visible_to(request.actor).for_page(), pk=pk)


def _verdicts(request: HttpRequest, evaluation: Evaluation) -> dict[str, Verdict]:
    actor = request.actor
    return {
        "fill_in": policies.may_fill_in(actor, evaluation),
        "pass": policies.may_pass(actor, evaluation),
        "hand_back": policies.may_hand_back(actor, evaluation),
        "acknowledge": policies.may_acknowledge(actor, evaluation),
        "reopen": policies.may_reopen(actor, evaluation),
        "another": policies.may_ask_another(actor, evaluation),
        "renew": policies.may_renew_link(actor, evaluation),
    }


def _act(request: HttpRequest, pk: int, verb: str, form_class: type[ActForm], service: Any) -> HttpResponse:
    evaluation = find_evaluation(request, pk)
    verdict = _verdicts(request, evaluation)[verb]
    form = form_class(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, service, form, evaluation_id=pk)):
        return redirect(outcome.thing)
    return act_page(request, verdict, {**ACTS[verb], "form": form, "back": evaluation})
