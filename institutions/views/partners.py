"""The register: who is in it, adding a partner, writing its profile."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.paging import page_of
from core.views import act_page
from institutions.filters.partners import RegisterFilter
from institutions.forms.partners import PartnerAddForm, PartnerEditForm
from institutions.models import Agreement, Partner
from institutions.policies import merges
from institutions.policies import register as policies
from institutions.policies.imports import may_bring_any
from institutions.services import partners as services

PAGE = 25


@require_safe
def partner_register(request: HttpRequest) -> HttpResponse:
    """Every partner with the reader's own dealings: agreement, next call."""
    if not (verdict := policies.may_register(request.actor)):
        return act_page(request, verdict, {"title": _("Register")})
    rows = Partner.objects.visible_to(request.actor).for_register(request.actor).defer("plain_name")
    found = RegisterFilter(request.GET, rows.order_by("name"), request=request)
    page = page_of(request, found.qs, PAGE)
    today = clock.today()
    agreements = Agreement.objects.visible_to(request.actor).in_bulk([p.agreement_pk for p in page if p.agreement_pk])
    for partner in page:
        partner.agreement = agreements.get(partner.agreement_pk)
        partner.stage_now = partner.agreement.stage(today) if partner.agreement else ""
    context = {"filter": found, "page": page, "today": today, "may_bring": may_bring_any(request.actor)}
    return render(request, "institutions/partner_register.html", context)


@require_http_methods(["GET", "POST"])
def partner_add(request: HttpRequest) -> HttpResponse:
    """Register a partner; who is probably there already is shown before it is sent a second time."""
    if not (verdict := policies.may_register(request.actor)):
        return act_page(request, verdict, {"title": _("Add a partner")})
    form = PartnerAddForm(request.POST or None)
    if form.is_valid() and (outcome := attempt(request, services.register_partner, form)):
        return redirect(outcome.thing)
    return render(request, "institutions/partner_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def partner_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the profile."""
    partner = find_partner(request, slug)
    if not (verdict := policies.may_keep(request.actor, partner)):
        return act_page(request, verdict, {"title": _("Edit the profile"), "back": partner})
    form = PartnerEditForm(request.POST or None, actor=request.actor, partner=partner)
    if form.is_valid() and attempt(request, services.edit_partner, form, partner_id=partner.pk):
        return redirect(partner)
    context = {"form": form, "partner": partner, "may_propose": merges.may_propose(request.actor)}
    return render(request, "institutions/partner_edit.html", context)


def find_partner(request: HttpRequest, slug: str) -> Partner:
    """The partner of the address, if the reader sees it."""
    return get_object_or_404(Partner.objects.visible_to(request.actor), slug=slug)
