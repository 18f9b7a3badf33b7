"""Where a person is signed in: their browsers, and signing some of them out.

allauth keeps a row for each sign-in (`UserSession`). When a session was last used stands in the cache, which costs a page nothing; where
the cache was emptied, the time of the sign-in stands for it. The place it came from is not kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.session_store import SessionStore
from core import clock
from core.actor import Actor
from core.devices import device_of
from core.errors import Refusal

NOWHERE = "0.0.0.0"  # noqa: S104 - no address to listen at: what is kept instead of the one that somebody came from


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which the account is open."""

    pk: int
    key: str
    device: str
    since: datetime
    seen: datetime


def seen_now(session_key: str) -> None:
    """Note that a session is in use."""
    cache.set(_seen(session_key), clock.now().timestamp(), timeout=settings.SESSION_COOKIE_AGE)


def open_sessions(user: User) -> list[OpenSession]:
    """Those that still open the account, the one used last first. Two queries.

    A session from before the last change of the password opens nothing and is left out.
    """
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    alive = [s.session_key for s in Session.objects.filter(pk__in=rows, expire_date__gt=clock.now()) if _opens(s, user)]
    seen = cache.get_many([_seen(key) for key in alive])
    found = [_session(rows[key], seen.get(_seen(key))) for key in alive]
    return sorted(found, key=lambda one: one.seen, reverse=True)


@transaction.atomic
def end_session(*, session_id: int, by: Actor, now: datetime) -> None:
    """Sign one of the actor's own browsers out; one that is gone already is no matter."""
    _end(UserSession.objects.filter(pk=session_id, user_id=by.user_id))


@transaction.atomic
def end_other_sessions(*, keep: str, by: Actor, now: datetime) -> int:
    """Sign all of the actor's own browsers out but the one whose session is `keep`. Returns how many."""
    return _end(UserSession.objects.filter(user_id=by.user_id).exclude(session_key=keep))


@transaction.atomic
def end_every_session(*, user_id: int) -> int:
    """Sign a person out everywhere: for services that have judged it. Returns how many sessions were open."""
    return _end(UserSession.objects.filter(user_id=user_id))


def _end(rows: Iterable[UserSession]) -> int:
    """Raises Refusal while the cache is away: what it holds of a session would open the account again when it is back."""
    ended = 0
    for row in rows:
        row.end()
        if not SessionStore().has_ended(row.session_key):
            raise Refusal(
                _("The portal cannot sign anybody out for sure at this moment. Nobody was signed out."),
                instead=_(
                    "Try again in a minute. Where that cannot wait, an administrator shuts the account: it counts at once."
                ),
            )
        cache.delete(_seen(row.session_key))
        ended += 1
    return ended


def _opens(session: Session, user: User) -> bool:
    """As Django judges it at each request, with the keys that are being phased out."""
    known = session.get_decoded().get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(known, each) for each in hashes)


def _session(row: UserSession, seen: float | None) -> OpenSession:
    last = datetime.fromtimestamp(seen, UTC) if seen else row.last_seen_at
    return OpenSession(row.pk, row.session_key, device_of(row.user_agent), row.created_at, max(last, row.created_at))


def _seen(session_key: str) -> str:
    return f"seen:{session_key}"
