"""The daily mail: what waited for it, in one message at the hour its reader chose."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import User
from notifications import tasks
from notifications.models import Notification, Preference
from notifications.models.notifications import DIGEST


def write_digests(*, now: datetime) -> int:
    """Write every daily mail whose hour has come. Each in a transaction of its own; returns how many."""
    waiting = Notification.objects.for_digest().order_by().values_list("reader_id", flat=True).distinct()
    return sum(write_digest(reader_id=pk, now=now) is not None for pk in list(waiting))


@transaction.atomic
def write_digest(*, reader_id: int, now: datetime) -> Notification | None:
    """Write one person’s daily mail: what came before their hour, once a day. What they have read meanwhile is not told again.

    Locks the person, so that two clocks write one; None where there is nothing to say, or another is at it.
    """
    people = User.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    reader = people.select_related("preference").filter(pk=reader_id).first()
    if reader is None:
        return None
    preference = getattr(reader, "preference", None) or Preference()
    hour = preference.last_digest(now)
    waiting = Notification.objects.for_digest().filter(reader=reader, created_at__lt=hour)
    waiting.exclude(read_at=None).update(mail=Notification.Mail.NONE)
    subjects = list(waiting.filter(read_at=None).order_by("pk").values_list("pk", "subject"))
    if not subjects or not reader.email:
        return None
    key = f"{DIGEST}:{hour.astimezone(preference.zone).date().isoformat()}"
    row = _row(reader, [subject for _pk, subject in subjects], key, now=now, leaves_at=preference.leaves_at(now))
    Notification.objects.bulk_create([row], ignore_conflicts=True)
    written = Notification.objects.filter(reader=reader, dedupe_key=key, digested=None).first()
    if written is None:
        return None
    Notification.objects.filter(pk__in=[pk for pk, _subject in subjects]).update(digest=written)
    transaction.on_commit(lambda: tasks.wake(written.pk))
    return written


def _row(reader: User, subjects: list[str], key: str, *, now: datetime, leaves_at: datetime) -> Notification:
    """Read from the first: its lines stand in the inbox one by one."""
    n = len(subjects)
    with translation.override(reader.language):
        subject = ngettext("%(n)d message since yesterday", "%(n)d messages since yesterday", n) % {"n": n}
    return Notification(
        reader=reader,
        kind=DIGEST,
        dedupe_key=key,
        subject=subject,
        body="\n".join(subjects),
        path="/notifications/",
        created_at=now,
        read_at=now,
        mail=Notification.Mail.WAITING,
        send_after=leaves_at,
    )
