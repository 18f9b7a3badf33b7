"""Upon an account: taking its second step away, signing it out everywhere."""

from datetime import datetime

from django.db import transaction

from accounts.models import Intervention, User
from accounts.services.chores import record_intervention
from accounts.services.sessions import end_every_session
from config.bad_day import notices, policies
from core.actor import Actor
from core.verdict import require
from notifications.services.posting import Message, post

K = Intervention.Kind


@transaction.atomic
def reset_steps(*, person_id: int, by: Actor, now: datetime, reason: str) -> User:
    """Take passkeys, authenticator app and recovery codes away, and sign the person out everywhere: a phone that is lost opens nothing.

    Locks the person. Raises NotAllowed, Refusal.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    require(policies.may_reset_steps(by, person))
    taken, _by_kind = person.authenticator_set.all().delete()
    ended = end_every_session(user_id=person.pk)
    row = record_intervention(
        K.RESET_STEPS, by=by, now=now, reason=reason, person_id=person.pk, figures={"taken": taken, "sessions": ended}
    )
    return _told(person, row, notices.steps_reset(row), now=now)


@transaction.atomic
def end_sessions(*, person_id: int, by: Actor, now: datetime, reason: str) -> User:
    """Sign the person out everywhere. Locks the person. Raises NotAllowed, Refusal."""
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    require(policies.may_act_upon(by, person))
    ended = end_every_session(user_id=person.pk)
    row = record_intervention(
        K.END_SESSIONS, by=by, now=now, reason=reason, person_id=person.pk, figures={"sessions": ended}
    )
    return _told(person, row, notices.sessions_ended(row), now=now)


def tell_of_administrator(user: User, *, now: datetime) -> None:
    """Somebody at the portal's machine made this account an administrator's: its person and every other administrator are told."""
    message = notices.administrator_made(user)
    for reader in User.objects.filter(is_superuser=True, is_active=True).order_by("pk"):
        post(
            reader=reader,
            message=message,
            dedupe_key=f"{message.kind}:{user.pk}:{reader.pk}:{now.isoformat()}",
            now=now,
        )


def _told(person: User, row: Intervention, message: Message, *, now: datetime) -> User:
    post(reader=person, message=message, dedupe_key=f"{message.kind}:{row.pk}", now=now)
    return person
