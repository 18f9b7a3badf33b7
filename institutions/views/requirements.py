"""Pages that show requirements. Writing one is in config/pages, which knows whose standing it changes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core import clock
from core.paging import page_of
from core.views import act_page
from institutions.filters.requirements import RequirementFilter
from institutions.models import EvidenceKind, Requirement, RequirementStarter
from institutions.policies import requirements as policies
from institutions.rules.words import say_rule

PAGE = 25


@require_safe
def requirement_list(request: HttpRequest) -> HttpResponse:
    """What is asked, by whom."""
    if not (verdict := policies.may_list(request.actor)):
        return act_page(request, verdict, {"title": _("Requirements")})
    rows = Requirement.objects.visible_to(request.actor).for_list().order_by("partner__name", "position", "pk")
    found = RequirementFilter(request.GET, rows, request=request)
    page = page_of(request, found.qs, PAGE)
    kinds = {kind.slug: kind for kind in EvidenceKind.objects.visible_to(request.actor)}
    today = clock.today()
    for requirement in page:
        requirement.says = say_rule(requirement.parsed, kinds)
        requirement.is_over = requirement.active_until is not None and requirement.active_until < today
    context = {"filter": found, "page": page, "may_begin": policies.may_begin(request.actor)}
    return render(request, "institutions/requirement_list.html", context)


@require_safe
def requirement_starters(request: HttpRequest) -> HttpResponse:
    """The set to copy from."""
    if not (verdict := policies.may_begin(request.actor)):
        return act_page(request, verdict, {"title": _("The starter set")})
    kinds = {kind.slug: kind for kind in EvidenceKind.objects.visible_to(request.actor)}
    starters = list(RequirementStarter.objects.visible_to(request.actor))
    rows = [(starter, say_rule(starter.parsed, kinds)) for starter in starters]
    return render(request, "institutions/requirement_starters.html", {"rows": rows})


@require_safe
def requirement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One requirement, in words, with what it said before."""
    requirement = get_object_or_404(Requirement.objects.visible_to(request.actor).for_list(), pk=pk)
    kinds = {kind.slug: kind for kind in EvidenceKind.objects.visible_to(request.actor)}
    context = {
        "requirement": requirement,
        "says": say_rule(requirement.parsed, kinds),
        "verdict": policies.may_change(request.actor, requirement),
        "versions": [(v.pgh_created_at, say_rule(v.rule_then, kinds)) for v in requirement.said_before()],
    }
    return render(request, "institutions/requirement_detail.html", context)
