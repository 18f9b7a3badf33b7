"""Ratings as a site and a mentor read their own; and students' sentences about sites, as their placement office reads them first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.actor import Role
from core.charts import BarChart, bar_chart
from core.forms import ActForm, ReasonForm
from core.paging import page_of
from core.verdict import require
from core.views import act_page
from evaluations.filters.site_words import SiteWordFilter
from evaluations.mentoring import mentoring_ratings
from evaluations.models import SiteWord
from evaluations.policies import site_words as policies
from evaluations.ratings import OwnRatings, own_ratings
from evaluations.services import site_words as services
from institutions.models import Partner

PAGE = 25


@require_safe
def rating_list(request: HttpRequest) -> HttpResponse:
    """What interns said of the own site, or to a supervisor of the own interns: steps, terms, words, and why something is not there."""
    actor = request.actor
    require(policies.may_read_own(actor))
    partner = get_object_or_404(Partner.objects.visible_to(actor), pk=actor.partner_id)
    mine = actor.membership_id if actor.acts_as(Role.SUPERVISOR) else None
    own = own_ratings(partner, clock.now(), supervisor_id=mine)
    context = {"own": own, "partner": partner, "of_supervisor": mine is not None, "chart": _chart(own)}
    return render(request, "evaluations/rating_list.html", context)


@require_safe
def mentoring_list(request: HttpRequest) -> HttpResponse:
    """What students said of mentoring: to a mentor of the own, to the office of its mentors. No words, and nothing of single people."""
    actor = request.actor
    require(policies.may_read_mentoring(actor))
    own = mentoring_ratings(actor, clock.now())
    context = {"own": own, "is_mentor": actor.acts_as(Role.MENTOR), "chart": _chart(own)}
    return render(request, "evaluations/mentoring_list.html", context)


def _chart(own: OwnRatings) -> BarChart:
    """Term by term, where enough spoke."""
    shares = [(point.group, point.share) for point in own.terms if point.share is not None]
    title = _("Answers at “%(step)s” or higher, in percent") % {"step": own.high_step}
    return bar_chart(shares, title=title, label_head=_("Term"), value_head=_("Percent"), of=100)


@require_safe
def site_word_list(request: HttpRequest) -> HttpResponse:
    """What waits to be read, and what was decided."""
    require(policies.may_read_words(request.actor))
    mine = SiteWord.objects.visible_to(request.actor).select_related("partner").order_by("-pk")
    found = SiteWordFilter(request.GET, mine, request=request)
    page = page_of(request, found.qs, PAGE)
    for word in page:
        word.may_show = policies.may_show(request.actor, word)
        word.may_hide = policies.may_hide(request.actor, word)
    return render(request, "evaluations/site_word_list.html", {"filter": found, "page": page})


@require_http_methods(["GET", "POST"])
def site_word_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it be read beside the ratings."""
    word = _find(request, pk)
    form = ActForm(request.POST or None)
    verdict = policies.may_show(request.actor, word)
    if verdict and form.is_valid() and attempt(request, services.show_word, form, word_id=pk):
        return redirect("site_word_list")
    context = {"title": _("Show this sentence?"), "form": form, "word": word, "button": _("Show it")}
    return act_page(
        request, verdict, {**context, "back_url": reverse("site_word_list")}, "evaluations/site_word_act.html"
    )


@require_http_methods(["GET", "POST"])
def site_word_hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it from being shown, and say why."""
    word = _find(request, pk)
    form = ReasonForm(request.POST or None)
    verdict = policies.may_hide(request.actor, word)
    if verdict and form.is_valid() and attempt(request, services.hide_word, form, word_id=pk):
        return redirect("site_word_list")
    context = {"title": _("Do not show this sentence?"), "form": form, "word": word, "button": _("Do not show it")}
    return act_page(
        request, verdict, {**context, "back_url": reverse("site_word_list")}, "evaluations/site_word_act.html"
    )


def _find(request: HttpRequest, pk: int) -> SiteWord:
    return get_object_or_404(SiteWord.objects.visible_to(request.actor).select_related("partner"), pk=pk)  # type: ignore[attr-defined]
