"""Filling in an evaluation, the same for who is signed in and who comes by link."""

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
from evaluations.models import Evaluation
from evaluations.services.evaluations import save_evaluation, submit_evaluation

CONFLICT = 409


def fill_in(request: HttpRequest, evaluation: Evaluation) -> tuple[EvaluationForm, Outcome | None]:
    """The form, and what came of pressing one of its two buttons. What was answered is kept even where it cannot be submitted yet."""
    form = EvaluationForm(request.POST or None, evaluation=evaluation)
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
    missing = [row for row in form.rows() if row.error]
    return {
        "evaluation": evaluation,
        "placement": evaluation.placement,
        "form": form,
        "missing": missing,
        "saved": saved_words(evaluation, form),
    }


def saved_words(evaluation: Evaluation, form: EvaluationForm) -> str:
    """Such as “Saved 10:42 · 1 answer left”."""
    left = form.left()
    words = [ngettext("%(n)d answer left", "%(n)d answers left", left) % {"n": left} if left else _("All answered")]
    if evaluation.saved_at is not None:
        saved = timezone.localtime(evaluation.saved_at, evaluation.placement.institute.zone)
        words.insert(0, _("Saved %(time)s") % {"time": f"{saved:%H:%M}"})
    return " · ".join(words)


def _keep(request: HttpRequest, evaluation: Evaluation, given: dict[str, Any]) -> bool:
    """Save the answers that are valid; False when nothing may be written any more."""
    with suppress(Refusal):
        kept = save_evaluation(evaluation_id=evaluation.pk, by=request.actor, now=clock.now(), **given)
        evaluation.saved_at = kept.saved_at
        return True
    return False
