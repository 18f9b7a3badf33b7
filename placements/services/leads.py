"""The first placement lead of a partner, whom a placement office invites, and invites again until they accept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from institutions.models import Membership
from institutions.services.contact_log import log_contact
from institutions.services.inviting_again import invite_again
from institutions.services.memberships import invite_member
from institutions.services.partners import lock_partner
from placements.policies.leads import may_invite_lead, may_remind_lead
from placements.services.screening import refuse_to_name_patients
from students.models import Student


@transaction.atomic
def invite_first_lead(
    *, partner_id: int, by: Actor, now: datetime, name: str, email: str, way: str, how: str
) -> Membership:
    """Invite somebody as the partner's placement lead, and write into the contact log how the office knows whose the address is.

    Locks the partner, so that of two offices one invites. Raises NotAllowed, Refusal.
    """
    partner = lock_partner(partner_id)
    require(may_invite_lead(by, partner))
    refuse_to_name_patients(how=how)
    if by.institute_id is not None:
        refuse_students(email, by.institute_id, field="email")
    membership = invite_member(by=by, now=now, role=Role.LEAD, name=name, email=email, partner=partner)
    log_contact(partner_id=partner_id, by=by, now=now, at=now, way=way, with_whom=name, said=how)
    return membership


@transaction.atomic
def remind_lead(
    *,
    partner_id: int,
    membership_id: int,
    by: Actor,
    now: datetime,
    email: str = "",
    way: str = "",
    how: str = "",
    shown_version: int | None = None,
) -> Membership:
    """Send one who was invited as the partner's lead a new invitation, to `email` where the address was wrong; the earlier link stops
    working. Another address is written into the contact log with how the office knows it.

    Locks partner, membership, invitation, person. Raises NotAllowed, Refusal, Stale.
    """
    require(may_remind_lead(by, lock_partner(partner_id)))
    lead = Membership.objects.leads_of(partner_id).get(pk=membership_id)
    corrected = email.strip().lower() not in {"", lead.user.email}
    if corrected:
        _require_known(email, way=way, how=how, by=by)
    invite_again(membership_id=membership_id, by=by, now=now, email=email or None, shown_version=shown_version)
    if corrected:
        log_contact(partner_id=partner_id, by=by, now=now, at=now, way=way, with_whom=lead.user.name, said=how)
    return lead


def _require_known(email: str, *, way: str, how: str, by: Actor) -> None:
    """What is asked of the first address is asked of the next one."""
    if not how.strip():
        raise Refusal(_("Say how you know the new address: your contact log keeps it."), field="how")
    if not way:
        raise Refusal(_("Choose how you spoke."), field="way")
    refuse_to_name_patients(how=how)
    if by.institute_id is not None:
        refuse_students(email, by.institute_id, field="email")


def refuse_students(email: str, institute_id: int, *, field: str) -> None:
    """Nobody becomes a partner's lead by proposing it: the way to them leads through no student (PRODUCT rule 11)."""
    if email and Student.objects.reached_at(email, institute_id).exists():
        raise Refusal(
            _("This is a student’s address."),
            instead=_("Give that of somebody who works there, or a telephone number."),
            field=field,
        )
