"""What a reader does with messages: opens them, and chooses how and when they come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from accounts.models import User
from core.actor import Actor
from notifications import tasks
from notifications.kinds import FAMILIES, family_of
from notifications.models import How, MailChoice, Notification, Preference, TextMessage
from notifications.stopping import DAILY


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted of one family."""

    how: How = How.NOW
    by_text: bool = False


def open_notification(*, notification_id: int, by: Actor, now: datetime) -> Notification:
    """Mark one message as read. Raises DoesNotExist for another person's."""
    row = Notification.objects.visible_to(by).get(pk=notification_id)
    if row.read_at is None:
        row.read_at = now
        row.save(update_fields=["read_at"])
    return row


def read_all(*, by: Actor, now: datetime) -> int:
    """Mark every message that had come by `now` as read; returns how many were not."""
    return Notification.objects.visible_to(by).unread().filter(created_at__lte=now).update(read_at=now)


@transaction.atomic
def choose_mail(
    *,
    by: Actor,
    now: datetime,
    choices: Mapping[str, Choice],
    quiet_from: time | None,
    quiet_until: time | None,
    digest_at: time,
    time_zone: str,
) -> None:
    """Keep how each family comes, and when. What may not be stopped comes by mail at once, whatever is chosen.

    What waits for a daily mail that is not wanted any more is read in the inbox alone; what quiet hours hold waits for the new ones,
    or leaves. Locks the person.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.user_id)
    hours = {"quiet_from": quiet_from, "quiet_until": quiet_until, "digest_at": digest_at, "time_zone": time_zone}
    preference, _new = Preference.objects.update_or_create(user_id=by.user_id, defaults=hours)
    _hold_anew(preference, now)
    MailChoice.objects.filter(user_id=by.user_id).delete()
    wanted = {
        name: Choice(choice.how if FAMILIES[name].stoppable else How.NOW, choice.by_text)
        for name, choice in choices.items()
    }
    MailChoice.objects.bulk_create(
        MailChoice(user_id=by.user_id, family=name, how=choice.how, by_text=choice.by_text)
        for name, choice in wanted.items()
        if choice != Choice()
    )
    _leave_out(by.user_id or 0, [name for name, choice in wanted.items() if choice.how == How.DIGEST])


@transaction.atomic
def stop_mail(*, user_id: int, family: str, now: datetime) -> bool:
    """What a mail’s own link asks for: this family, or all that comes in the daily mail, only in the portal from now on.

    False where the person is gone. Locks the person.
    """
    if not User.objects.select_for_update(no_key=True).filter(pk=user_id).exists():
        return False
    daily = MailChoice.objects.filter(user_id=user_id, how=How.DIGEST)
    if family == DAILY:
        daily.update(how=How.PORTAL)
    else:
        MailChoice.objects.update_or_create(user_id=user_id, family=family, defaults={"how": How.PORTAL})
    _leave_out(user_id, list(daily.values_list("family", flat=True)))
    return True


def _hold_anew(preference: Preference, now: datetime) -> None:
    """Mail and texts that wait for the end of quiet hours, put to the hours as they are now."""
    leaves_at = preference.leaves_at(now)
    Notification.objects.held(now).filter(reader=preference.user_id).update(send_after=leaves_at)
    TextMessage.objects.held(now).filter(notification__reader=preference.user_id).update(send_after=leaves_at)
    if leaves_at <= now:
        transaction.on_commit(tasks.wake_sweep)


def _leave_out(user_id: int, daily: list[str]) -> None:
    """Of what waits for the daily mail, only the families in `daily` still do."""
    waiting = Notification.objects.for_digest().filter(reader=user_id).values_list("pk", "kind")
    left_out = [pk for pk, kind in waiting if family_of(kind) not in daily]
    Notification.objects.filter(pk__in=left_out).update(mail=Notification.Mail.NONE)
