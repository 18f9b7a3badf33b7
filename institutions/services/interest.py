"""A partner says how it stands; institutes ask. The only writers of these tables."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Purpose
from accounts.services.links import check_link, ensure_links
from core import clock
from core.actor import Actor, Role
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from institutions.models import Institute, InterestRequest, Membership, Partner, PartnerInterest
from institutions.notices import interest as notices
from institutions.policies import interest as policies
from notifications.services.posting import say

LINK_LASTS = timedelta(days=30)


@transaction.atomic
def say_interest(
    *, partner_id: int, by: Actor, now: datetime, interest: str, note: str = "", holds_until: date | None = None
) -> PartnerInterest:
    """Write down how the partner stands from now on, and tell the institutes that asked of late. Raises NotAllowed, Refusal."""
    require(policies.may_say(by, partner_id))
    check_link(by, purpose=Purpose.INTEREST, subject_id=partner_id, now=now)
    refuse_patient_data(note, field="note", instead=_("Leave it out: this is about interns."))
    if holds_until is not None and holds_until < clock.day_of(now):
        raise Refusal(
            _("That day has passed."), instead=_("Choose a later one, or leave it empty."), field="holds_until"
        )
    row = PartnerInterest.objects.create(
        partner=Partner.objects.get(pk=partner_id),
        interest=interest,
        note=note,
        holds_until=holds_until,
        said_at=now,
        said_by_id=by.user_id,
        membership_id=by.membership_id,
        via=by.via,
        as_label=by.label,
        recording_id=by.recording_id,
    )
    say(notices.said_to_who_asked, row, key="said", now=now)
    return row


@transaction.atomic
def ask_interest(*, by: Actor, now: datetime, partners: Sequence[Partner]) -> list[InterestRequest]:
    """Mail each lead of each partner a link of their own. Whoever was asked within two weeks, or has no lead, is left out.

    Locks the partners, so that two coordinators do not ask at once. Raises NotAllowed, Refusal.
    """
    require(policies.may_ask(by))
    institute = Institute.objects.get(pk=by.institute_id)
    today = clock.day_of(now, institute.zone)
    ids = Partner.objects.filter(pk__in=[partner.pk for partner in partners]).order_by("pk")
    chosen = {partner.pk: partner for partner in ids.select_for_update(no_key=True)}
    recent = InterestRequest.objects.filter(institute=institute, asked_on__gt=policies.asked_since(today))
    for partner_id in recent.filter(partner__in=chosen).values_list("partner_id", flat=True):
        chosen.pop(partner_id, None)
    people = Membership.objects.current().filter(partner__in=chosen, role=Role.LEAD)
    leads = list(people.select_related("user", "partner").order_by("pk"))
    if not leads:
        raise Refusal(
            _("Nobody is left to ask: each of them was asked in the last two weeks, or has no placement lead."),
            instead=_("Choose others."),
        )
    pairs = [(lead.user_id, lead.partner_id) for lead in leads]
    links = ensure_links(purpose=Purpose.INTEREST, pairs=pairs, now=now, expires_at=now + LINK_LASTS)
    say(notices.asked_to_leads, notices.Asking(institute, leads, links), key=now.isoformat(), now=now)
    return InterestRequest.objects.bulk_create(
        InterestRequest(partner_id=pk, institute=institute, asked_on=today, asked_at=now, asked_by_id=by.user_id)
        for pk in sorted({lead.partner_id for lead in leads})
    )
