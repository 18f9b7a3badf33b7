"""A reviewer's pages: what waits for scores, one application with its criteria beside it, stepping back from one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core.actor import Role
from core.paging import page_of
from core.verdict import never
from core.views import act_page, posted
from placements.forms.reviews import ConflictForm, ScoreForm
from placements.models import Application, Review, to_judge
from placements.policies import selection as policies
from placements.policies.veil import face_of
from placements.services import reviews as services
from placements.views.applications_acts import find_application
from placements.views.applications_shown import references_shown, shown_to

PAGE = 25


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Applications to score, those without one's own score first."""
    if not request.actor.acts_as(Role.LEAD, Role.SUPERVISOR):
        verdict = never(_("Applications are judged by the partner’s people."), _("Yours stand under “Applications”."))
        return act_page(request, verdict, {"title": _("To review")})
    rows = to_judge(Application.objects.visible_to(request.actor).for_list(), request.actor)
    page = page_of(request, rows.order_by("scored_at", "submitted_at", "pk").reverse(), PAGE)
    shown = [{"application": row, "face": face_of(row, request.actor)} for row in page]
    return render(request, "placements/review_list.html", {"page": page, "rows": shown})


@require_http_methods(["GET", "POST"])
def application_score(request: HttpRequest, pk: int) -> HttpResponse:
    """The package on one side, the criteria on the other."""
    application = find_application(request, pk)
    if not (verdict := policies.may_score(request.actor, application)):
        return act_page(request, verdict, {"title": _("Score it"), "back": application})
    form = _form(request, application)
    if form.is_valid() and attempt(request, services.score_application, form, application_id=pk):
        return redirect("review_list")
    context = {
        "application": application,
        **shown_to(request.actor, application),
        "references": references_shown(request.actor, application),
        "form": form,
        "stage": policies.stage_of(application).label,
    }
    return render(request, "placements/application_score.html", context)


def _form(request: HttpRequest, application: Application) -> ScoreForm:
    """Every criterion of the stage, with the points that the person gave before."""
    stage = policies.stage_of(application)
    own = Review.objects.visible_to(request.actor).filter(application=application, stage=stage)
    review = own.filter(person=request.actor.user_id).first()
    given: dict[int, int] = dict(review.scores.values_list("criterion", "points")) if review else {}
    initial: dict[str, Any] = {"note": review.note} if review else {}
    criteria = application.slot.selection.criteria.filter(stage=stage)
    return ScoreForm(posted(request), criteria=list(criteria), given=given, initial=initial)


@require_http_methods(["GET", "POST"])
def application_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Step back from it for good."""
    application = find_application(request, pk)
    verdict = policies.may_declare(request.actor, application)
    form = ConflictForm(posted(request))
    if verdict and form.is_valid() and attempt(request, services.declare_conflict, form, application_id=pk):
        return redirect("review_list")
    says = _(
        "You do not open, score or see this application any more, and what you have scored of it counts no more. "
        "This cannot be taken back; somebody else judges it."
    )
    context = {"title": _("Declare a conflict of interest"), "says": says, "form": form, "danger": True}
    return act_page(request, verdict, {**context, "button": _("Step back"), "back": application})
