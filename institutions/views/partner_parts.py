"""Sites, departments, contacts and accreditations of a partner: added, changed, removed; evidence opened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from core import clock
from core.errors import Words
from core.forms import ActForm
from core.views import act_page
from institutions.forms.partners import AccreditationForm, ContactForm, DepartmentForm, PartForm, SiteForm
from institutions.models import Accreditation, Department, Partner, PartnerContact, Site
from institutions.policies import register as policies
from institutions.services import partner_parts as services
from institutions.views.partners import find_partner


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of part: how it is found, kept, and called."""

    noun: str
    model: type[models.Model]
    of_partner: str
    form: type[PartForm]
    keep: Callable[..., Any]
    add: Words
    edit: Words
    remove: Words


SITE = Part(
    "site", Site, "partner", SiteForm, services.keep_site, _("Add a site"), _("Edit the site"), _("Remove the site")
)
DEPARTMENT = Part(
    "department",
    Department,
    "site__partner",
    DepartmentForm,
    services.keep_department,
    _("Add a department"),
    _("Edit the department"),
    _("Remove the department"),
)
CONTACT = Part(
    "contact",
    PartnerContact,
    "partner",
    ContactForm,
    services.keep_contact,
    _("Add a contact"),
    _("Edit the contact"),
    _("Remove the contact"),
)
ACCREDITATION = Part(
    "accreditation",
    Accreditation,
    "partner",
    AccreditationForm,
    services.keep_accreditation,
    _("Add an accreditation"),
    _("Edit the accreditation"),
    _("Remove the accreditation"),
)


@require_http_methods(["GET", "POST"])
def partner_site_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Another address."""
    return keep_part(request, slug, SITE)


@require_http_methods(["GET", "POST"])
def partner_site_edit(request: HttpRequest, slug: str, site_pk: int) -> HttpResponse:
    """Change a site."""
    return keep_part(request, slug, SITE, site_pk)


@require_http_methods(["GET", "POST"])
def partner_site_remove(request: HttpRequest, slug: str, site_pk: int) -> HttpResponse:
    """Take a site out."""
    return _remove(request, slug, SITE, site_pk)


@require_http_methods(["GET", "POST"])
def partner_department_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Another department."""
    return keep_part(request, slug, DEPARTMENT)


@require_http_methods(["GET", "POST"])
def partner_department_remove(request: HttpRequest, slug: str, department_pk: int) -> HttpResponse:
    """Take a department out."""
    return _remove(request, slug, DEPARTMENT, department_pk)


@require_http_methods(["GET", "POST"])
def partner_contact_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Another contact."""
    return keep_part(request, slug, CONTACT)


@require_http_methods(["GET", "POST"])
def partner_contact_edit(request: HttpRequest, slug: str, contact_pk: int) -> HttpResponse:
    """Change a contact."""
    return keep_part(request, slug, CONTACT, contact_pk)


@require_http_methods(["GET", "POST"])
def partner_contact_remove(request: HttpRequest, slug: str, contact_pk: int) -> HttpResponse:
    """Take a contact out."""
    return _remove(request, slug, CONTACT, contact_pk)


@require_http_methods(["GET", "POST"])
def partner_accreditation_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Another accreditation."""
    return keep_part(request, slug, ACCREDITATION)


@require_http_methods(["GET", "POST"])
def partner_accreditation_edit(request: HttpRequest, slug: str, accreditation_pk: int) -> HttpResponse:
    """Change an accreditation, or send its new paper."""
    return keep_part(request, slug, ACCREDITATION, accreditation_pk)


@require_http_methods(["GET", "POST"])
def partner_accreditation_remove(request: HttpRequest, slug: str, accreditation_pk: int) -> HttpResponse:
    """Take an accreditation out."""
    return _remove(request, slug, ACCREDITATION, accreditation_pk)


@require_safe
def partner_accreditation_evidence(request: HttpRequest, slug: str, accreditation_pk: int) -> HttpResponseBase:
    """The paper, for those who arrange placements; who opened it is written down."""
    papers = Accreditation.objects.visible_to(request.actor).evidence_for(request.actor).select_related("evidence")
    paper = get_object_or_404(papers, pk=accreditation_pk, partner__slug=slug)
    return file_response(paper.evidence, by=request.actor, now=clock.now())


def keep_part(request: HttpRequest, slug: str, part: Part, pk: int | None = None) -> HttpResponse:
    """Show the form of a part, and keep what it says."""
    partner = find_partner(request, slug)
    thing = _find(request, partner, part, pk) if pk else None
    title = part.edit if thing else part.add
    if not (verdict := policies.may_keep(request.actor, partner)):
        return act_page(request, verdict, {"title": title, "back": partner})
    form = part.form(request.POST or None, request.FILES or None, partner=partner, thing=thing)
    if form.is_valid() and attempt(request, part.keep, form, partner_id=partner.pk, **{f"{part.noun}_id": pk}):
        messages.success(request, _("Kept.") if thing else _("Added. It stands on this page now."))
        return redirect(partner)
    context = {
        "form": form,
        "title": title,
        "partner": partner,
        "thing": thing,
        "remove": f"partner_{part.noun}_remove",
    }
    return render(request, "institutions/partner_part_form.html", context)


def _remove(request: HttpRequest, slug: str, part: Part, pk: int) -> HttpResponse:
    partner = find_partner(request, slug)
    thing = _find(request, partner, part, pk)
    verdict = policies.may_keep(request.actor, partner)
    form = ActForm(request.POST or None)
    ids = {"partner_id": partner.pk, "part": part.model, "part_id": pk}
    if verdict and form.is_valid() and attempt(request, services.remove_part, form, **ids):
        return redirect(partner)
    says = _("“%(thing)s” is taken out of the register. The history keeps what it said.") % {"thing": thing}
    context = {"title": part.remove, "says": says, "form": form, "button": _("Remove"), "danger": True, "back": partner}
    return act_page(request, verdict, context)


def _find(request: HttpRequest, partner: Partner, part: Part, pk: int) -> Any:
    rows = part.model.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk, **{part.of_partner: partner})
