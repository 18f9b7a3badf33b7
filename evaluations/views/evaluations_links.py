"""Evaluations by mailed link: no account, no sign-in, nothing happens on opening. The link is one person's way to one evaluation."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import attempt
from accounts.models import AccessLink, Purpose
from core import clock
from core.actor import Via
from core.limits import Limit, too_often, visitor
from evaluations.forms.evaluations import PassForm
from evaluations.models import Evaluation
from evaluations.policies import evaluations as policies
from evaluations.services.evaluations_asking import pass_evaluation
from evaluations.views.evaluations_filling import autosave, fill_in, page_context

NOT_FOUND = 404
GONE = 410
# Guessing is hopeless, and is stopped all the same; a hospital's many supervisors share an address, so only wrong links count there.
GUESSES = Limit("evaluation-link-guesses", most=20, seconds=600)
USES = Limit("evaluation-link-uses", most=120, seconds=60)

View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Give `view` the evaluation that the token opens, and the link's person as the actor; or say why it opens nothing."""

    @login_not_required
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        response = _enter(view, request, token)
        # The address is a key: no page that is opened from here learns it. Not "no-referrer", which makes browsers withhold the Origin
        # by which the protection against forged requests knows its own pages.
        response["Referrer-Policy"] = "strict-origin"
        return response

    return opened


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_by_link(request: HttpRequest, evaluation: Evaluation, token: str) -> HttpResponse:
    """The form; save it and come back, or submit it."""
    form, outcome = fill_in(request, evaluation)
    if outcome and form.submitting:
        return render(request, "evaluations/evaluation_by_link_done.html", {"evaluation": evaluation})
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
    if form.is_valid() and attempt(request, pass_evaluation, form, evaluation_id=evaluation.pk):
        context = {"evaluation": evaluation, "passed": True, "to": form.cleaned_data["to"]}
        return render(request, "evaluations/evaluation_by_link_done.html", context)
    return render(
        request, "evaluations/evaluation_pass_by_link.html", {"evaluation": evaluation, "form": form, "token": token}
    )


def _enter(view: View, request: HttpRequest, token: str) -> HttpResponse:
    who = visitor(request)
    if GUESSES.is_spent(who):
        return too_often(request, GUESSES)
    link = AccessLink.objects.by_token(token, Purpose.EVALUATION).select_related("user").first()
    if link is None:
        GUESSES.spend(who)
        return render(request, "evaluations/evaluation_by_link_dead.html", status=NOT_FOUND)
    if not USES.spend(str(link.pk)):
        return too_often(request, USES)
    _speak_to(request, link)
    evaluation = Evaluation.objects.by_link(link.subject_id, link.user_id).for_page().first()
    if evaluation is None or not link.is_live(clock.now()):
        return render(request, "evaluations/evaluation_by_link_dead.html", {"link": link}, status=GONE)
    request.actor = evaluation.evaluator.as_actor(via=Via.LINK, link_id=link.pk)  # type: ignore[attr-defined]
    if not (verdict := policies.may_fill_in(request.actor, evaluation)):
        return render(
            request, "evaluations/evaluation_by_link_dead.html", {"link": link, "verdict": verdict}, status=GONE
        )
    with timezone.override(evaluation.placement.institute.zone):
        return view(request, evaluation, token)


def _speak_to(request: HttpRequest, link: AccessLink) -> None:
    """The person's own language, unless this browser chose one."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(link.user.language)
