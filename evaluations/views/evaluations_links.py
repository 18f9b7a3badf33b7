"""Evaluations by mailed link: no account, no sign-in, nothing happens on opening. The link is one person's way to one evaluation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import attempt
from accounts.by_link import Found, LinkDoor
from accounts.models import AccessLink, Purpose
from core.actor import Via
from evaluations.forms.evaluations import PassForm
from evaluations.models import Evaluation
from evaluations.policies import evaluations as policies
from evaluations.services.evaluations_asking import pass_evaluation
from evaluations.summaries import is_one_line
from evaluations.views.asked import asked
from evaluations.views.evaluations_filling import autosave, fill_in, page_context


def _find(link: AccessLink) -> Found | None:
    evaluation = Evaluation.objects.by_link(link.subject_id, link.user_id).for_page().first()
    if evaluation is None:
        return None
    actor = evaluation.evaluator.as_actor(via=Via.LINK, link_id=link.pk)
    return Found(
        thing=evaluation,
        actor=actor,
        zone=evaluation.placement.institute.zone,
        verdict=policies.may_fill_in(actor, evaluation),
    )


by_link = LinkDoor(Purpose.EVALUATION, find=_find, dead="evaluations/evaluation_by_link_dead.html")


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_by_link(request: HttpRequest, evaluation: Evaluation, token: str) -> HttpResponse:
    """The form; save it and come back, or submit it."""
    form, outcome = fill_in(request, evaluation)
    if outcome and form.submitting:
        context = {"evaluation": evaluation, "one_line": is_one_line(form.chosen())}
        return render(request, "evaluations/evaluation_by_link_done.html", context)
    if outcome:
        return redirect("evaluation_by_link", token)
    return render(request, "evaluations/evaluation_by_link.html", {**page_context(evaluation, form), "token": token})


@by_link
@require_POST
def evaluation_save_by_link(request: HttpRequest, evaluation: Evaluation, _token: str) -> HttpResponse:
    """Keep the answers while they are given."""
    return autosave(request, evaluation)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_pass_by_link(request: HttpRequest, evaluation: Evaluation, token: str) -> HttpResponse:
    """Not mine: ask somebody else."""
    form = PassForm(request.POST or None, evaluation=evaluation, may_leave_open=True)
    if form.is_valid() and (outcome := attempt(request, pass_evaluation, form, evaluation_id=evaluation.pk)):
        to = form.cleaned_data["to"]
        later = to and asked(outcome.thing, "")
        context = {"evaluation": evaluation, "passed": True, "to": to, "later": later}
        return render(request, "evaluations/evaluation_by_link_done.html", context)
    return render(
        request, "evaluations/evaluation_pass_by_link.html", {"evaluation": evaluation, "form": form, "token": token}
    )
