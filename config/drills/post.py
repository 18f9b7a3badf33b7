"""Messages to tell, by the hundred: each is a row of the outbox and a wake-up in the broker."""

from collections import Counter
from collections.abc import Sequence
from email import message_from_bytes

from django.db import transaction

from accounts.models import User
from config.drills.frame import mails
from core import clock
from notifications.models import Notification
from notifications.services.posting import Message, post

KIND = "job.done"  # nobody may stop it


def tell(readers: Sequence[User]) -> None:
    """Something to each."""
    for number, reader in enumerate(readers):
        with transaction.atomic():
            message = Message(kind=KIND, subject=f"Message {number}", body="Come and see.")
            post(reader=reader, message=message, dedupe_key=f"drill:{number}", now=clock.now())


def unsent() -> int:
    """How many rows have not left."""
    return Notification.objects.filter(kind=KIND).exclude(mail=Notification.Mail.SENT).count()


def mailed(readers: Sequence[User]) -> Counter[str]:
    """How often the mail of each of their messages was sent, by Message-ID."""
    rows = Notification.objects.filter(reader__in=readers, kind=KIND)
    theirs = {f"<notification-{pk}" for pk in rows.values_list("pk", flat=True)}
    ids = (str(message_from_bytes(path.read_bytes())["Message-ID"]) for path in mails())
    return Counter(number for number in ids if number.partition("@")[0].rpartition("-")[0] in theirs)
