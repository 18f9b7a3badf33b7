"""The address under which a person's calendar programme reads their days in the portal: one live address a membership."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink, Purpose
from core.actor import Actor
from core.errors import Refusal
from institutions.models import Membership

LASTS = timedelta(days=400)  # longer than any placement; who still wants it then makes a new one


def calendar_link(by: Actor, now: datetime) -> AccessLink | None:
    """The live address of the acting membership, if it has one; whoever only looks as somebody is not handed their key."""
    if by.viewed_by is not None:
        return None
    link = _links(by).order_by("-pk").first()
    return link if link is not None and link.is_live(now) else None


@transaction.atomic
def renew_calendar(*, by: Actor, now: datetime) -> AccessLink:
    """Make an address for the acting membership; an earlier one stops working. Locks the membership. Raises Refusal."""
    membership = Membership.objects.current().select_for_update().filter(pk=by.membership_id).first()
    if membership is None:
        raise Refusal(_("A calendar belongs to a role, and you act in none."))
    _links(by).update(revoked_at=now)
    return AccessLink.make(
        purpose=Purpose.CALENDAR,
        user_id=membership.user_id,
        subject_id=membership.pk,
        now=now,
        expires_at=now + LASTS,
    )


def stop_calendar(*, by: Actor, now: datetime) -> None:
    """Close the address: calendars that read it get nothing any more."""
    _links(by).update(revoked_at=now)


def _links(by: Actor) -> QuerySet[AccessLink]:
    return AccessLink.objects.filter(
        purpose=Purpose.CALENDAR, user_id=by.user_id, subject_id=by.membership_id, revoked_at=None
    )


def reader_of(link: AccessLink) -> Actor | None:
    """Whose days the address shows: its person in the membership it was made in, while that lasts. One query.

    The actor reads as the person signed in would. Nothing can be written through a calendar, so nothing else is guarded by the door.
    """
    rows = Membership.objects.current().select_related("institute", "partner", "user")
    membership = rows.filter(pk=link.subject_id, user_id=link.user_id, user__is_active=True).first()
    return membership.as_actor() if membership else None
