"""Invitations: a person who was named takes possession of their account.

An acceptance locks the invitation, then the person; so does whoever invites again or corrects an address. Of two at once one is done,
and the other reads why not.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink, Purpose, User
from accounts.models.links import AccessLinkQuerySet
from accounts.services.people import confirm_address
from core import clock
from core.actor import Actor
from core.errors import Refusal, Stale, Words

INVITATION_LASTS = timedelta(days=30)


def make_invitation(*, user: User, now: datetime, by: Actor | None = None) -> AccessLink:
    """A new invitation to the address of `user`, from `by`; earlier ones stop working."""
    return make_invitations(users=[user], now=now, by=by)[user.pk]


def make_invitations(*, users: Sequence[User], now: datetime, by: Actor | None = None) -> dict[int, AccessLink]:
    """The same for many people, by the person's id. Two queries."""
    _invitations([user.pk for user in users]).update(revoked_at=now)
    until, by_id = now + INVITATION_LASTS, by.user_id if by else None
    links = [
        AccessLink.prepare(
            purpose=Purpose.INVITATION,
            user_id=user.pk,
            now=now,
            expires_at=until,
            sent_to=user.email,
            by_id=by_id,
        )
        for user in users
    ]
    return {link.user_id: link for link in AccessLink.objects.bulk_create(links)}


def last_invitation(user: User) -> AccessLink | None:
    """The latest, live or not. One query."""
    sent = AccessLink.objects.filter(user=user, purpose=Purpose.INVITATION)
    return sent.select_related("user", "by").order_by("-pk").first()


def lock_invited(user_ids: Collection[int], *, now: datetime) -> dict[int, User]:
    """These people, locked, once their invitations were. What was sent opens nothing any more. Two queries.

    Raises Refusal where one of them has accepted.
    """
    _invitations(user_ids).update(revoked_at=now)
    people = User.objects.select_for_update(of=("self",)).filter(pk__in=user_ids).order_by("pk").in_bulk()
    for user in people.values():
        if user.is_claimed:
            raise Refusal(
                _("%(name)s has accepted already.") % {"name": user.name},
                instead=_("An address that is in use is changed by its owner, under “Sign-in and security”."),
            )
    return people


def refuse_older(user: User, shown: int | None) -> None:
    """`Stale` when the form was shown before the latest invitation: `shown` is the number of the one it spoke of. One query."""
    last = last_invitation(user)
    if shown is not None and shown != (last.pk if last else 0):
        raise Stale


def correct_address(user: User, email: str, *, now: datetime, taken: Words) -> None:
    """The address of somebody who was invited at a wrong one. `user` comes from `lock_invited`; the caller invites them anew.

    No link that was mailed to them opens anything any more, of whatever purpose. Raises Refusal beside the field where somebody else has
    the address; `taken` says what to do then.
    """
    user.email = email.strip().lower()
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:
        raise Refusal(_("Somebody else has this address."), instead=taken, field="email") from error
    close_what_was_mailed([user.pk], now=now)


def close_what_was_mailed(user_ids: Collection[int], *, now: datetime) -> None:
    """To earlier addresses of these people, who have others now. Two queries."""
    AccessLink.objects.unspent().filter(user__in=user_ids).update(revoked_at=now)
    EmailAddress.objects.filter(user__in=user_ids).exclude(email=F("user__email")).delete()


@transaction.atomic
def accept_invitation(*, link_id: int, password: str, now: datetime) -> User:
    """Set the person's password, mark the account as theirs, and their address as confirmed: the link was in its mail.

    Locks the link, so that it is used once. Raises Refusal when it was used, revoked or has expired.
    """
    link = AccessLink.objects.select_for_update(of=("self",)).get(pk=link_id, purpose=Purpose.INVITATION)
    if not link.is_live(now):
        raise Refusal(
            _("This invitation was used already or has ended."),
            instead=_("Ask the office that invited you for a new one."),
        )
    user = User.objects.select_for_update(of=("self",)).get(pk=link.user_id)
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


def _invitations(user_ids: Collection[int]) -> AccessLinkQuerySet:
    return AccessLink.objects.unspent().filter(user__in=user_ids, purpose=Purpose.INVITATION)
