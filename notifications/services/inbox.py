"""What a reader does with messages: opens them, and chooses which come as mail."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from core.actor import Actor
from notifications.kinds import FAMILIES
from notifications.models import MailChoice, Notification


def open_notification(*, notification_id: int, by: Actor, now: datetime) -> Notification:
    """Mark one message as read. Raises DoesNotExist for another person's."""
    row = Notification.objects.visible_to(by).get(pk=notification_id)
    if row.read_at is None:
        row.read_at = now
        row.save(update_fields=["read_at"])
    return row


def read_all(*, by: Actor, now: datetime) -> int:
    """Mark every message as read; returns how many were not."""
    return Notification.objects.visible_to(by).unread().update(read_at=now)


@transaction.atomic
def choose_mail(*, by: Actor, now: datetime, wanted: Collection[str]) -> None:
    """Keep as mail the families in `wanted`; what may not be stopped goes on whatever is chosen."""
    MailChoice.objects.filter(user_id=by.user_id).delete()
    stopped = [name for name, family in FAMILIES.items() if family.stoppable and name not in wanted]
    MailChoice.objects.bulk_create(MailChoice(user_id=by.user_id, family=name) for name in stopped)
