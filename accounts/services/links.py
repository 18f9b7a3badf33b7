"""Links by which people come without signing in: a live one for each person and thing, ended when the thing is settled."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import AccessLink, Purpose
from core.actor import Actor, Via
from core.errors import Refusal


def ensure_link(*, purpose: Purpose, user_id: int, subject_id: int, now: datetime, expires_at: datetime) -> AccessLink:
    """The person's live link to the thing, made where there is none."""
    pair = (user_id, subject_id)
    return ensure_links(purpose=purpose, pairs=[pair], now=now, expires_at=expires_at)[pair]


def ensure_links(
    *, purpose: Purpose, pairs: Iterable[tuple[int, int]], now: datetime, expires_at: datetime
) -> dict[tuple[int, int], AccessLink]:
    """The same for many (person, thing). Two queries for any number."""
    wanted = set(pairs)
    live = AccessLink.objects.filter(
        purpose=purpose,
        user_id__in={user_id for user_id, _subject in wanted},
        subject_id__in={subject_id for _user, subject_id in wanted},
        used_at=None,
        revoked_at=None,
        expires_at__gt=now,
    )
    links = {(link.user_id, link.subject_id): link for link in live.order_by("pk")}
    missing = [
        AccessLink.prepare(purpose=purpose, user_id=user_id, subject_id=subject_id, now=now, expires_at=expires_at)
        for user_id, subject_id in sorted(wanted - links.keys())
    ]
    made = AccessLink.objects.bulk_create(missing)
    return links | {(link.user_id, link.subject_id): link for link in made}


def end_links(*, purpose: Purpose, subjects: Iterable[int], now: datetime, used: bool = False) -> None:
    """No link to these things works any more: they were settled by one of them (`used`), or nobody is asked."""
    links = AccessLink.objects.filter(purpose=purpose, subject_id__in=subjects, used_at=None, revoked_at=None)
    links.update(**{"used_at" if used else "revoked_at": now})


def check_link(by: Actor, *, purpose: Purpose, subject_id: int, now: datetime) -> None:
    """Who comes by link comes by a live one to this very thing. Locks the link. Raises Refusal."""
    if by.via != Via.LINK:
        return
    links = AccessLink.objects.select_for_update().filter(purpose=purpose, subject_id=subject_id, user_id=by.user_id)
    link = links.filter(pk=by.link_id).first()
    if link is None or not link.is_live(now):
        raise Refusal(_("This link does not work any more."), instead=_("Open the newest mail about it, or sign in."))
