"""Looking through somebody's eyes: begun with a reason, every page written down, ended by stopping, by time or by signing out."""

from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from core.actor import Actor
from core.verdict import require
from institutions.models import Membership, ViewAs, ViewAsPage
from institutions.models.viewing import LASTS
from institutions.notices import viewing as notices
from institutions.policies import viewing as policies
from notifications.services.posting import post

PATH_LENGTH = 300


@transaction.atomic
def begin_view(*, membership_id: int, by: Actor, now: datetime, reason: str) -> ViewAs:
    """Begin to look as this membership, for half an hour at most; an earlier look of the same administrator ends.

    Locks the administrator, so that one look is begun at a time. Raises NotAllowed, Refusal.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.user_id)
    membership = Membership.objects.select_related("user", "institute", "partner").get(pk=membership_id)
    require(policies.may_view_as(by, membership))
    for earlier in ViewAs.objects.unended().filter(by_id=by.user_id):
        end_view(view_id=earlier.pk, now=now)
    return ViewAs.objects.create(
        by_id=by.user_id,
        person_id=membership.user_id,
        membership=membership,
        reason=reason,
        started_at=now,
        until=now + LASTS,
    )


@transaction.atomic
def end_view(*, view_id: int, now: datetime) -> ViewAs:
    """End a look, and tell its person; one that has ended already is left as it is. Locks it."""
    rows = ViewAs.objects.select_for_update(of=("self",)).select_related(
        "by", "person", "membership__institute", "membership__partner"
    )
    view = rows.get(pk=view_id)
    if view.ended_at is None:
        view.ended_at = min(now, view.until)
        view.save(update_fields=["ended_at"])
        message = partial(notices.viewed, view, view.pages.count())
        post(reader=view.person, message=message, dedupe_key=f"account.viewed_as:{view.pk}", now=now)
    return view


def note_page(*, view: ViewAs, path: str, now: datetime) -> None:
    """Write down that a page was opened."""
    ViewAsPage.objects.create(view=view, path=path[:PATH_LENGTH], at=now)


def end_views_over_time(*, now: datetime) -> int:
    """End the looks whose time is over. Returns how many."""
    ids = list(ViewAs.objects.over_time(now).values_list("pk", flat=True))
    for pk in ids:
        end_view(view_id=pk, now=now)
    return len(ids)
