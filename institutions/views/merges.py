"""Two partners that may be one: proposed, looked at side by side, decided."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.views import act_page
from institutions.filters.partners import PartnerFilter
from institutions.forms.merges import DeclineForm, MergeProposalForm
from institutions.models import Partner, PartnerMerge
from institutions.policies import merges as policies
from institutions.services import merging as services
from institutions.services.duplicates import duplicates_of
from institutions.views.partners import find_partner

SHOWN = 50
PAGE = 25
GOES = _(
    "“%(loser)s” goes, and its old address leads to “%(stays)s, %(city)s”, which stays. The administrator decides."
)


@require_safe
def partner_merge_list(request: HttpRequest) -> HttpResponse:
    """What waits for a decision first, then what was decided."""
    if not (verdict := policies.may_propose(request.actor)):
        return act_page(request, verdict, {"title": _("Merges")})
    merges = PartnerMerge.objects.visible_to(request.actor).for_list().order_by("-state", "-pk")[:SHOWN]
    return render(request, "institutions/partner_merge_list.html", {"merges": merges})


@require_http_methods(["GET", "POST"])
def partner_merge_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose that this partner is another one: first which, then why."""
    partner = find_partner(request, slug)
    context: dict[str, Any] = {"title": _("Merge with another entry"), "back": partner}
    if not (verdict := policies.may_propose(request.actor)):
        return act_page(request, verdict, context)
    others = Partner.objects.visible_to(request.actor).exclude(pk=partner.pk)
    chosen = request.GET.get("with", "")
    survivor = others.filter(pk=chosen).first() if chosen.isdecimal() else None
    if survivor is None:
        return _choose(request, partner, others)
    form = MergeProposalForm(request.POST or None)
    ids = {"loser_id": partner.pk, "survivor": survivor}
    if form.is_valid() and (outcome := attempt(request, services.propose_merge, form, **ids)):
        return redirect(outcome.thing)
    context |= {"says": GOES % {"loser": partner, "stays": survivor, "city": survivor.city}, "form": form}
    return act_page(request, verdict, context | {"button": _("Propose it")})


def _choose(request: HttpRequest, partner: Partner, others: QuerySet[Partner]) -> HttpResponse:
    """Who it may be: those that are like it, or whom the search finds."""
    found = PartnerFilter(request.GET, others.order_by("name"))
    page = page_of(request, found.qs, PAGE)
    context = {"partner": partner, "filter": found, "page": page}
    if not found.active:
        context["duplicates"] = duplicates_of(partner, partner.sites.all())
    return render(request, "institutions/partner_merge_choose.html", context)


@require_safe
def partner_merge_detail(request: HttpRequest, merge_pk: int) -> HttpResponse:
    """Both side by side; for who decides, what would move, found out by a rehearsal that is taken back."""
    merge = _find(request, merge_pk)
    verdict = policies.may_decide(request.actor, merge)
    moved, refusal = merge.moved, None
    if verdict:
        moved, refusal = services.rehearse_merge(merge_id=merge_pk, by=request.actor, now=clock.now())
    context = {
        "merge": merge,
        "verdict": verdict,
        "moved": _in_words(moved),
        "refusal": refusal,
        "history": merge.transitions.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "institutions/partner_merge_detail.html", context)


@require_http_methods(["GET", "POST"])
def partner_merge_confirm(request: HttpRequest, merge_pk: int) -> HttpResponse:
    """They are one."""
    merge = _find(request, merge_pk)
    verdict = policies.may_decide(request.actor, merge)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.merge_partners, form, merge_id=merge_pk):
        messages.success(request, _("They are one now."))
        return redirect(merge.survivor)
    says = _("Everything of “%(loser)s” moves to “%(survivor)s”. This cannot be taken back.")
    context = {
        "title": _("Merge the two"),
        "says": says % {"loser": merge.loser_name, "survivor": merge.survivor},
        "form": form,
        "button": _("Merge them"),
        "danger": True,
        "back": merge,
    }
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def partner_merge_decline(request: HttpRequest, merge_pk: int) -> HttpResponse:
    """They are two."""
    merge = _find(request, merge_pk)
    verdict = policies.may_decide(request.actor, merge)
    form = DeclineForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.decline_merge, form, merge_id=merge_pk):
        return redirect(merge)
    context = {
        "title": _("They are two"),
        "says": _("Both stay, and are shown as possible duplicates no more. Who proposed it reads your answer."),
        "form": form,
        "button": _("Keep both"),
        "back": merge,
    }
    return act_page(request, verdict, context)


def _find(request: HttpRequest, pk: int) -> PartnerMerge:
    return get_object_or_404(PartnerMerge.objects.visible_to(request.actor).for_list(), pk=pk)


def _in_words(moved: dict[str, int]) -> list[tuple[str, int]]:
    """Kinds of rows as people call them, and how many."""
    return [(str(apps.get_model(label)._meta.verbose_name_plural).capitalize(), n) for label, n in moved.items()]
