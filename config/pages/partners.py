"""Public profiles of partners, with the desk of those who arrange placements beside it: here because both stand on slots too."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import clock
from core.actor import Actor, Role
from core.beside import beside
from core.paging import page_of
from core.sharing import shared
from evaluations.ratings import ratings_of
from institutions.filters.partners import PartnerFilter
from institutions.models import (
    Accreditation,
    Agreement,
    ContactEntry,
    Partner,
    PartnerContact,
    PartnerInterest,
    Site,
    has_lead,
)
from institutions.policies import register as policies
from institutions.services.duplicates import duplicates_of
from placements.destinations import in_words, of_partners
from placements.models import Slot
from placements.policies.leads import may_invite_lead, may_remind_lead
from placements.views.internships import with_cards

PAGE = 24
SHOWN = 10
SAID = 3
ENTRIES = 4
SHARED = 160  # letters of a line in a chat


@require_safe
@login_not_required
def partner_list(request: HttpRequest) -> HttpResponse:
    """Who takes interns, by name, with how many slots are open."""
    partners = Partner.objects.visible_to(request.actor).annotate(open_slots=_open_slots(request.actor, clock.now()))
    found = PartnerFilter(request.GET, partners.order_by("name"))
    page = page_of(request, found.qs, PAGE)
    words = _("Hospitals, clinics, laboratories and offices that take interns.")
    share = shared(_("Partners"), words, reverse("partner_list"))
    return render(request, "pages/partner_list.html", {"filter": found, "page": page, "share": share})


@require_safe
@login_not_required
def partner_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a partner is, where interns work, how they are taught, and what it offers now. The address of a merged one leads on."""
    partner = _for_page(request.actor).filter(slug=slug).first()
    if partner is None:
        partners = Partner.objects.visible_to(request.actor)
        return redirect(get_object_or_404(partners.once_called(slug)), permanent=True)
    return _profile(request, partner)


@require_safe
def partner_profile(request: HttpRequest) -> HttpResponse:
    """A partner's people read their own."""
    return _profile(request, get_object_or_404(_for_page(request.actor), pk=request.actor.partner_id))


def _for_page(actor: Actor) -> QuerySet[Partner]:
    """Partners that the actor sees, with agreements that hold, papers, contacts, and what was said of interest. One query."""
    theirs = {"partner": OuterRef("pk")}
    held = Agreement.objects.visible_to(actor).in_force(clock.today()).filter(**theirs).order_by("ends_on")
    papers = Accreditation.objects.visible_to(actor).filter(**theirs).order_by("body", "pk")
    contacts = PartnerContact.objects.visible_to(actor).filter(**theirs).order_by("duty", "name")
    said = PartnerInterest.objects.visible_to(actor).filter(**theirs).order_by("-said_at", "-pk")[:SAID]
    return Partner.objects.visible_to(actor).annotate(
        has_lead=has_lead("pk"),
        has_lead_here=has_lead("pk", user__claimed_at__isnull=False),
        destinations=of_partners(),
        held=beside(held, "title", "ends_on"),
        papers=beside(papers, "body", "number", "what_for", "valid_until", "evidence"),
        reached=beside(contacts, "duty", "name", "title", "phone", "email"),
        said=beside(said, "interest", "note", "holds_until", "said_at", "as_label", said_by_name="said_by__name"),
    )


def _profile(request: HttpRequest, partner: Any) -> HttpResponse:
    now, sites = clock.now(), list(partner.sites.with_departments().order_by("name"))
    slots = Slot.objects.visible_to(request.actor).open_on(now).filter(partner=partner)
    context: dict[str, Any] = {
        "partner": partner,
        "share": _share(partner) if partner.is_public else None,
        "sites": sites,
        "slots": with_cards(
            slots.for_list().with_my_application(request.actor).order_by("apply_by", "pk")[:SHOWN], now
        ),
        "agreements": partner.held or [],
        "became": in_words(partner.destinations),
        "ratings": ratings_of(partner, now),
        **_desk(request.actor, partner, sites),
    }
    return render(request, "pages/partner_detail.html", context)


def _share(partner: Partner) -> dict[str, str]:
    """Where it is and what it does, as a chat shows a link to it."""
    line = f"{partner.get_kind_display()} · {partner.city}"
    about = Truncator(" ".join(partner.about.split())).chars(SHARED)
    return shared(partner.name, " · ".join(filter(None, [line, about])), partner.get_absolute_url())


def _open_slots(actor: Actor, now: datetime) -> Coalesce:
    """How many slots of the partner take applications, as a subquery."""
    rows = Slot.objects.visible_to(actor).open_on(now).filter(partner=OuterRef("pk"))
    counted = rows.order_by().values("partner").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _desk(actor: Actor, partner: Any, sites: list[Site]) -> dict[str, Any]:
    """What stands beside the profile. Students and visitors: what is certified today. The lead: contacts, and what is missing.

    Coordinators and administrators: contacts, the contact log with the next call, and who else this probably is.
    """
    if not policies.may_see_desk(actor, partner):
        return {"accreditations": [paper for paper in partner.papers or () if paper.holds_on(clock.today())]}
    desk: dict[str, Any] = {
        "desk": True,
        "today": clock.today(),
        "may_keep": policies.may_keep(actor, partner),
        "may_show": partner.is_public or policies.may_show(actor, partner),
        "accreditations": partner.papers,
        "said": partner.said,
        "contacts": partner.reached,
    }
    if actor.acts_as(Role.LEAD):
        return desk | {"unsaid": list(partner.unsaid(sites))}
    return desk | {
        "office": True,
        "may_log": policies.may_log(actor),
        "may_invite": may_invite_lead(actor, partner),
        "may_remind": may_remind_lead(actor, partner),
        "duplicates": duplicates_of(partner, sites),
        **_log(actor, partner),
    }


def _log(actor: Actor, partner: Partner) -> dict[str, Any]:
    """The latest entries, and the one whose call has not been made, however long ago it was written. One query."""
    waiting = Case(When(next_on__isnull=False, followed_by=None, then=0), default=1)
    rows = ContactEntry.objects.visible_to(actor).filter(partner=partner).for_log().order_by(waiting, "-at", "-pk")
    found = list(rows[: ENTRIES + 1])
    planned = next((entry for entry in found if entry.next_on and entry.followed_by_id is None), None)
    return {"planned": planned, "entries": sorted(found, key=lambda e: e.at, reverse=True)[:ENTRIES]}
