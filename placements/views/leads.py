"""A partner's first placement lead: invited by a placement office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from accounts.services.invitations import last_invitation
from core.views import act_page, posted
from institutions.models import PartnerContact
from institutions.views.memberships import say_sent
from institutions.views.partners import find_partner
from placements.forms.leads import LeadAgainForm, LeadForm
from placements.policies.leads import invited_to_lead, may_invite_lead, may_remind_lead
from placements.services.leads import invite_first_lead, remind_lead


@require_http_methods(["GET", "POST"])
def partner_lead_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Name who acts for it; the form begins with the latest contact."""
    partner = find_partner(request, slug)
    verdict = may_invite_lead(request.actor, partner)
    contacts = PartnerContact.objects.visible_to(request.actor).filter(partner=partner)
    contact = contacts.order_by("-pk").first() if verdict else None
    initial = {"name": contact.name, "email": contact.email} if contact else {}
    form = LeadForm(posted(request), initial=initial)
    if verdict and form.is_valid() and attempt(request, invite_first_lead, form, partner_id=partner.pk):
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
        )
        return redirect(partner)
    says = _("A placement lead acts for %(partner)s: completes and publishes its slots, and decides on applications.")
    context = {"title": _("Invite their placement lead"), "says": says % {"partner": partner}, "form": form}
    return act_page(request, verdict, {**context, "button": _("Send the invitation"), "back": partner})


@require_http_methods(["GET", "POST"])
def partner_lead_remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the invitation again to whom it was sent: to the first of several, or to whom the address names."""
    partner, context = find_partner(request, slug), {"title": _("Invite again"), "button": _("Send the invitation")}
    if not (verdict := may_remind_lead(request.actor, partner)):
        return act_page(request, verdict, {**context, "back": partner})
    leads = invited_to_lead(partner)
    lead = next((one for one in leads if str(one.pk) == request.GET.get("lead")), leads[0])
    form = LeadAgainForm(posted(request), user=lead.user, last=last_invitation(lead.user))
    if form.is_valid() and attempt(request, remind_lead, form, partner_id=partner.pk, membership_id=lead.pk):
        say_sent(request, form)
        return redirect(partner)
    says = _("%(name)s gets a new link by e-mail; the earlier one stops working.") % {"name": lead.user.name}
    context |= {"says": says, "form": form, "back": partner, "others": [one for one in leads if one != lead]}
    return act_page(request, verdict, context, "placements/partner_lead_remind.html")
