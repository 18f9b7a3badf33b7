"""How partners stand: the list for institutes, the question, and the four buttons, signed in or by link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.by_link import Found, LinkDoor
from accounts.models import AccessLink, Purpose
from core import clock
from core.actor import Via
from core.paging import page_of
from core.views import act_page
from institutions.filters.partners import PartnerPickFilter
from institutions.forms.interest import AskForm, InterestForm
from institutions.models import INTEREST_TONES, Interest, Membership, Partner, PartnerInterest, with_standing
from institutions.policies import interest as policies
from institutions.services import interest as services

PAGE = 50
SHOWN = 10


@require_safe
def interest_list(request: HttpRequest) -> HttpResponse:
    """Partners and how they stand; those with an agreement first. A coordinator ticks whom to ask."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("How partners stand")})
    today = clock.today()
    partners = with_standing(Partner.objects.visible_to(request.actor), request.actor.institute_id, today)
    found = PartnerPickFilter(request.GET, partners)
    page = page_of(request, found.qs, PAGE)
    may_ask = policies.may_ask(request.actor)
    for partner in page:
        show_standing(partner)
        rested = partner.asked_on is None or partner.asked_on <= policies.asked_since(today)
        partner.may_be_asked = bool(may_ask and partner.leads and rested)
    return render(request, "institutions/interest_list.html", {"filter": found, "page": page, "may_ask": may_ask})


@require_http_methods(["GET", "POST"])
def interest_ask(request: HttpRequest) -> HttpResponse:
    """Ask the ticked partners: a mail with a link to each of their leads."""
    verdict, title = policies.may_ask(request.actor), _("Ask how they stand")
    chosen = Partner.objects.visible_to(request.actor).order_by("name")
    form = AskForm(request.POST or None, partners=chosen, initial={"partners": request.GET.getlist("partner")})
    if verdict and form.is_valid() and (outcome := attempt(request, services.ask_interest, form)):
        words = ngettext("%(n)d partner has your mail.", "%(n)d partners have your mail.", len(outcome.thing))
        messages.success(request, words % {"n": len(outcome.thing)})
        return redirect("interest_list")
    ticked = [pk for pk in request.POST.getlist("partners") or request.GET.getlist("partner") if pk.isdecimal()]
    context = {"title": title, "form": form, "partners": chosen.filter(pk__in=ticked), "back_url": "../"}
    return act_page(request, verdict, context, template="institutions/interest_ask.html")


@require_http_methods(["GET", "POST"])
def interest_say(request: HttpRequest) -> HttpResponse:
    """The lead's own page: how we stand, four buttons, and what was said before."""
    partner_id = request.actor.partner_id
    if not (verdict := policies.may_say(request.actor, partner_id)):
        return act_page(request, verdict, {"title": _("How we stand")})
    form = InterestForm(request.POST or None)
    if form.is_valid() and attempt(request, services.say_interest, form, partner_id=partner_id):
        messages.success(request, _("Kept. Institutes read it from now on."))
        return redirect("interest_say")
    said = list(PartnerInterest.objects.visible_to(request.actor).newest_first()[:SHOWN])
    context = {"form": form, "said": said, "latest": said[0] if said else None, "choices": Interest.choices}
    return render(request, "institutions/interest_say.html", context)


def _find(link: AccessLink) -> Found | None:
    lead = Membership.objects.by_link(link.subject_id, link.user_id).first()
    if lead is None:
        return None
    return Found(thing=lead, actor=lead.as_actor(via=Via.LINK, link_id=link.pk))


by_link = LinkDoor(Purpose.INTEREST, find=_find, dead="accounts/link_dead.html")


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def interest_by_link(request: HttpRequest, lead: Membership, _token: str) -> HttpResponse:
    """The same four buttons, without signing in."""
    form = InterestForm(request.POST or None)
    latest = PartnerInterest.objects.visible_to(request.actor).newest_first().filter(partner=lead.partner).first()
    context = {"partner": lead.partner, "form": form, "choices": Interest.choices, "latest": latest}
    if form.is_valid() and (outcome := attempt(request, services.say_interest, form, partner_id=lead.partner_id)):
        return render(request, "institutions/interest_by_link_done.html", {**context, "said": outcome.thing})
    return render(request, "institutions/interest_by_link.html", context)


def show_standing(partner: Partner) -> None:
    """The words and the colour of what `interest_now` says."""
    said = partner.interest_now
    partner.interest_label = Interest(said).label if said else ""
    partner.interest_tone = INTEREST_TONES[Interest(said)] if said else ""
