"""What an institute and a partner said to each other: read, written down, corrected."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.paging import page_of
from core.views import act_page
from institutions.forms.contact_log import ContactEntryForm, initial_after, initial_of
from institutions.models import ContactEntry, PartnerContact
from institutions.policies import register as policies
from institutions.services import contact_log as services
from institutions.views.partners import find_partner

PAGE = 25


@require_safe
def partner_log_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that was said, the latest first."""
    partner = find_partner(request, slug)
    if not (verdict := policies.may_register(request.actor)):
        return act_page(request, verdict, {"title": _("Contact log"), "back": partner})
    entries = ContactEntry.objects.visible_to(request.actor).filter(partner=partner).for_log()
    page = page_of(request, entries, PAGE)
    may_log = policies.may_log(request.actor)
    context = {"partner": partner, "page": page, "today": clock.today(), "may_log": may_log}
    return render(request, "institutions/partner_log_list.html", context)


@require_http_methods(["GET", "POST"])
def partner_log_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down a talk; it closes the call that was planned."""
    partner = find_partner(request, slug)
    if not (verdict := policies.may_log(request.actor)):
        return act_page(request, verdict, {"title": _("Log a contact"), "back": partner})
    planned = ContactEntry.objects.visible_to(request.actor).waiting().filter(partner=partner).first()
    form = ContactEntryForm(request.POST or None, initial=initial_after(planned))
    if form.is_valid() and attempt(request, services.log_contact, form, partner_id=partner.pk):
        messages.success(request, _("Written down."))
        return redirect(partner)
    contacts = PartnerContact.objects.visible_to(request.actor).filter(partner=partner).order_by("name")
    context = {"form": form, "partner": partner, "planned": planned, "contacts": contacts}
    return render(request, "institutions/partner_log_form.html", context)


@require_http_methods(["GET", "POST"])
def partner_log_edit(request: HttpRequest, slug: str, log_pk: int) -> HttpResponse:
    """Correct what was written, or call off the next call."""
    partner = find_partner(request, slug)
    entry = get_object_or_404(ContactEntry.objects.visible_to(request.actor), pk=log_pk, partner=partner)
    if not (verdict := policies.may_edit_entry(request.actor, entry)):
        return act_page(request, verdict, {"title": _("Correct the entry"), "back": partner})
    form = ContactEntryForm(request.POST or None, initial=initial_of(entry), version=entry.version)
    if form.is_valid() and attempt(request, services.edit_contact_entry, form, entry_id=log_pk):
        return redirect(partner)
    contacts = PartnerContact.objects.visible_to(request.actor).filter(partner=partner).order_by("name")
    context = {"form": form, "partner": partner, "entry": entry, "contacts": contacts}
    return render(request, "institutions/partner_log_form.html", context)
