"""What the demo's administrator finds on the operations page: a backup that is too old, mail that came back, a phone left in a canteen."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import Chore, User
from accounts.services.chores import record_chore
from accounts.services.sessions import NOWHERE
from accounts.session_store import SessionStore
from config.bad_day.accounts import end_sessions
from core.actor import CLOCK, Actor, Role
from institutions.models import Membership
from notifications.models import Notification

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


def operating(*, by: Actor, now: datetime) -> None:
    """A portal that has run for a while, and needs a hand."""
    _chore(Chore.Kind.TEST_MAIL, by, now - timedelta(days=390))
    _chore(Chore.Kind.BACKUP, CLOCK, now - timedelta(days=6), "214 tables, 1,902 files, 0.4 GB")
    _chore(Chore.Kind.RESTORE_TEST, CLOCK, now - timedelta(days=19), "214 tables and 1,876 files are equal")
    leads = Membership.objects.current().filter(role=Role.LEAD).select_related("user").order_by("pk")
    _came_back(leads[1].user)
    _signed_in(leads[0].user, PHONE, now - timedelta(days=3))
    reason = "He left his phone in the canteen, unlocked, and called at once."
    end_sessions(person_id=leads[0].user_id, by=by, now=now - timedelta(days=2), reason=reason)
    for role in (Role.ADMINISTRATOR, Role.COORDINATOR):
        user = Membership.objects.current().filter(role=role).select_related("user").order_by("pk")[0].user
        _signed_in(user, PHONE, now - timedelta(days=5))
        _signed_in(user, OFFICE, now - timedelta(hours=20))


def _chore(kind: Chore.Kind, by: Actor, now: datetime, note: str = "") -> None:
    record_chore(kind, by=by, now=now, finished=now + timedelta(minutes=4), ok=True, note=note)


def _came_back(user: User) -> None:
    """A mailbox that is full refuses what came last."""
    last = Notification.objects.filter(reader=user).order_by("-pk").values("pk")[:1]
    Notification.objects.filter(pk__in=last).update(
        mail=Notification.Mail.FAILED, error="The address was refused.", tries=1
    )


def _signed_in(user: User, user_agent: str, since: datetime) -> None:
    """A browser in which the account is open. Nobody has its cookie."""
    store = SessionStore()
    store.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    store.create()
    UserSession.objects.create(
        user=user,
        session_key=store.session_key or "",
        ip=NOWHERE,
        user_agent=user_agent,
        created_at=since,
        last_seen_at=since,
    )
