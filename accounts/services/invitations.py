"""Invitations: a person who was named takes possession of their account."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink, Purpose, User
from accounts.services.people import confirm_address
from core import clock
from core.errors import Refusal

INVITATION_LASTS = timedelta(days=30)


def make_invitation(*, user: User, now: datetime) -> AccessLink:
    """A new invitation for `user`; earlier ones stop working."""
    AccessLink.objects.filter(user=user, purpose=Purpose.INVITATION, used_at=None, revoked_at=None).update(
        revoked_at=now
    )
    return AccessLink.make(purpose=Purpose.INVITATION, user_id=user.pk, now=now, expires_at=now + INVITATION_LASTS)


def make_invitations(*, users: Sequence[User], now: datetime) -> dict[int, AccessLink]:
    """The same for many people, by the person's id. Two queries."""
    AccessLink.objects.filter(user__in=users, purpose=Purpose.INVITATION, used_at=None, revoked_at=None).update(
        revoked_at=now
    )
    until = now + INVITATION_LASTS
    links = [
        AccessLink.prepare(purpose=Purpose.INVITATION, user_id=user.pk, now=now, expires_at=until) for user in users
    ]
    return {link.user_id: link for link in AccessLink.objects.bulk_create(links)}


@transaction.atomic
def accept_invitation(*, link_id: int, password: str, now: datetime) -> User:
    """Set the person's password, mark the account as theirs, and their address as confirmed: the link was in its mail.

    Locks the link, so that it is used once. Raises Refusal when it was used, revoked or has expired.
    """
    link = AccessLink.objects.select_for_update().get(pk=link_id, purpose=Purpose.INVITATION)
    if not link.is_live(now):
        raise Refusal(
            _("This invitation was used already or has ended."),
            instead=_("Ask the office that invited you for a new one."),
        )
    user = User.objects.select_for_update().get(pk=link.user_id)
    user.set_password(password)
    user.claimed_at = user.claimed_at or now
    user.save()
    confirm_address(user=user)
    link.used_at = now
    link.save(update_fields=["used_at"])
    return user


@transaction.atomic
def first_administrator_link(*, email: str = "administrator@portal.invalid", name: str = "Administrator") -> str:
    """A one-time address by which the first administrator sets a password. Makes the account when there is none, and opens one that was
    shut. It is an administrator's from now on: whoever knows the password that it has needs no link.
    """
    now = clock.now()
    user = User.unclaimed(email=email, name=name)
    user.is_staff = user.is_superuser = user.is_active = True
    user.save()
    return make_invitation(user=user, now=now).url()
