"""Filling in an evaluation, the same for who is signed in and who comes by link; and several on one page."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.acting import Outcome, attempt
from core import clock
from core.errors import Refusal
from evaluations.forms.evaluations import EvaluationForm
from evaluations.models import Evaluation, EvaluationTransition
from evaluations.policies.evaluations import SEVERAL
from evaluations.services.evaluations import save_evaluation, submit_evaluation
from evaluations.states import REOPEN
from evaluations.summaries import is_one_line

CONFLICT = 409


def fill_in(request: HttpRequest, evaluation: Evaluation, prefix: str = "") -> tuple[EvaluationForm, Outcome | None]:
    """The form, and what came of pressing one of its two buttons. What was answered is kept even where it cannot be submitted yet."""
    form = EvaluationForm(request.POST or None, evaluation=evaluation, prefix=prefix)
    if not form.is_bound:
        return form, None
    is_valid, given = form.is_valid(), form.values()
    service = submit_evaluation if form.submitting else save_evaluation
    outcome = attempt(request, service, form, evaluation_id=evaluation.pk) if is_valid else None
    if outcome is None:
        _keep(request, evaluation, given)
    return form, outcome


def autosave(request: HttpRequest, evaluation: Evaluation) -> JsonResponse:
    """Keep what a script sends while its reader is still answering; the answer's `text` stands below the button."""
    form = EvaluationForm(request.POST, evaluation=evaluation)
    form.is_valid()
    if not _keep(request, evaluation, form.values()):
        return JsonResponse({"text": _("This could not be kept: open the page again.")}, status=CONFLICT)
    return JsonResponse({"text": saved_words(evaluation, form)})


def page_context(evaluation: Evaluation, form: EvaluationForm) -> dict[str, Any]:
    """What `_evaluation_form.html` shows."""
    rows = form.rows()
    return {
        "evaluation": evaluation,
        "placement": evaluation.placement,
        "form": form,
        "rows": rows,
        "missing": [row for row in rows if row.error or (row.why is not None and row.why.errors)],
        "saved": saved_words(evaluation, form),
        "reopened": reopened(evaluation),
    }


def reopened(evaluation: Evaluation) -> EvaluationTransition | None:
    """By whom and why the one before it was reopened. Two queries where there was one."""
    if evaluation.supersedes is None:
        return None
    move: EvaluationTransition | None = (
        evaluation.supersedes.transitions.filter(move=REOPEN.name).select_related("by").first()
    )
    return move


def saved_words(evaluation: Evaluation, form: EvaluationForm) -> str:
    """Such as “Saved 10:42 · 1 answer left”. Answers that are all one step are noticed, and may stay so."""
    left = form.left()
    words = [ngettext("%(n)d answer left", "%(n)d answers left", left) % {"n": left} if left else _("All answered")]
    if is_one_line(form.chosen()):
        words.append(_("All the same step. That may be so; if one is stronger, say which"))
    if evaluation.saved_at is not None:
        saved = timezone.localtime(evaluation.saved_at, evaluation.placement.institute.zone)
        words.insert(0, _("Saved %(time)s") % {"time": f"{saved:%H:%M}"})
    return " · ".join(words)


def together_of(request: HttpRequest) -> list[Evaluation]:
    """What waits for the actor, the soonest due first: as many as one page takes."""
    waiting = Evaluation.objects.visible_to(request.actor).waiting().of_supervisors()
    mine = waiting.filter(evaluator_id=request.actor.membership_id)  # type: ignore[attr-defined]
    return list(mine.for_page().with_form().order_by("due_at", "pk")[:SEVERAL])


def fill_in_together(request: HttpRequest, waiting: list[Evaluation]) -> tuple[list[EvaluationForm], int]:
    """The forms that are left, and how many were submitted: every intern's is kept, and submitted where it is whole.

    A form on which nothing was said waits on, and is not marked.
    """
    left, done = [], 0
    for evaluation in waiting:
        prefix = prefix_of(evaluation)
        blank = (
            request.method == "POST" and EvaluationForm(request.POST, evaluation=evaluation, prefix=prefix).is_blank()
        )
        if blank or request.method != "POST":
            left.append(EvaluationForm(evaluation=evaluation, prefix=prefix))
            continue
        form, outcome = fill_in(request, evaluation, prefix)
        done += bool(outcome and form.submitting)
        if not (outcome and form.submitting):
            left.append(form)
    return left, done


def autosave_together(request: HttpRequest, waiting: list[Evaluation]) -> JsonResponse:
    """Keep what was said of each; those of whom nothing is said are left alone."""
    kept = 0
    for evaluation in waiting:
        form = EvaluationForm(request.POST, evaluation=evaluation, prefix=prefix_of(evaluation))
        if not form.is_blank():
            form.is_valid()
            kept += _keep(request, evaluation, form.values())
    time = timezone.localtime(clock.now())
    return JsonResponse({"text": _("Saved %(time)s") % {"time": f"{time:%H:%M}"} if kept else ""})


def prefix_of(evaluation: Evaluation) -> str:
    """What the fields of one evaluation begin with, where several stand in one form."""
    return f"e{evaluation.pk}"


def _keep(request: HttpRequest, evaluation: Evaluation, given: dict[str, Any]) -> bool:
    """Save the answers that are valid; False when nothing may be written any more."""
    with suppress(Refusal):
        kept = save_evaluation(evaluation_id=evaluation.pk, by=request.actor, now=clock.now(), **given)
        evaluation.saved_at = kept.saved_at
        return True
    return False
