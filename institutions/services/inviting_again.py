"""Inviting once more whoever never accepted, at the address that the invitation should have gone to."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.invitations import correct_address, last_invitation, lock_invited, refuse_older
from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from institutions.models import Membership
from institutions.notices import people as notices
from institutions.policies import people as policies
from institutions.services.memberships import announce
from notifications.services.posting import post


@transaction.atomic
def invite_again(
    *, membership_id: int, by: Actor, now: datetime, email: str | None = None, shown_version: int | None = None
) -> Membership:
    """Send a new invitation, to `email` where the address was wrong; the earlier link stops working.

    Locks membership, invitation, person. Raises NotAllowed, Refusal, Stale.
    """
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "institute", "partner")
    membership = rows.get(pk=membership_id)
    require(policies.may_invite_again(by, membership))
    reinvite(membership, by=by, now=now, email=email, shown_version=shown_version)
    return membership


def reinvite(
    membership: Membership, *, by: Actor, now: datetime, email: str | None = None, shown_version: int | None = None
) -> bool:
    """The same for who may do it and holds the lock above: whether the address became another one."""
    user = membership.user = lock_invited([membership.user_id], now=now)[membership.user_id]
    refuse_older(user, shown_version)
    corrected = email is not None and email.strip().lower() != user.email
    if corrected:
        _correct(membership, user, str(email), by=by, now=now)
    announce(membership, by=by, now=now)
    return corrected


def _correct(membership: Membership, user: User, email: str, *, by: Actor, now: datetime) -> None:
    """Refuse where another organisation knows the person, too; tell whoever sent the last invitation, unless it is they."""
    others = Membership.objects.besides(
        [user.pk], institute_id=membership.institute_id, partner_id=membership.partner_id
    )
    if not by.acts_as(Role.ADMINISTRATOR) and others.exists():
        raise Refusal(
            _("This person has other roles in the portal."),
            instead=_("Ask the administrator to correct the address."),
            field="email",
        )
    last = last_invitation(user)
    taken = _("If it is the same person, ask the administrator to join the two accounts.")
    if policies.may_end_membership(by, membership):
        taken = _("If it is the same person, end this role and invite them there.")
    correct_address(user, email, now=now, taken=taken)
    if last is not None and last.by is not None and last.by_id != by.user_id:
        said = notices.address_corrected(membership, by)
        post(reader=last.by, message=said, dedupe_key=f"account.readdressed:{last.pk}", now=now)
