"""The first placement lead of a partner, whom a placement office invites, and invites again until they accept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from institutions.models import Membership, Partner
from institutions.services.contact_log import log_contact
from institutions.services.memberships import invite_again, invite_member
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
def remind_lead(*, partner_id: int, by: Actor, now: datetime) -> Partner:
    """Send whoever was invited as the partner's lead and has not accepted a new invitation; the earlier links stop working.

    Locks the partner. Raises NotAllowed, Refusal.
    """
    partner = lock_partner(partner_id)
    require(may_remind_lead(by, partner))
    for pk in list(Membership.objects.leads_of(partner_id).order_by("pk").values_list("pk", flat=True)):
        invite_again(membership_id=pk, by=by, now=now)
    return partner


def refuse_students(email: str, institute_id: int, *, field: str) -> None:
    """Nobody becomes a partner's lead by proposing it: the way to them leads through no student (PRODUCT rule 11)."""
    if email and Student.objects.reached_at(email, institute_id).exists():
        raise Refusal(
            _("This is a student’s address."),
            instead=_("Give that of somebody who works there, or a telephone number."),
            field=field,
        )
