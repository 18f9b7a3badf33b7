"""What may go after its time, and when. Nothing that says what a person did: history, readings, papers and hours stay.

What goes by itself is swept by the clock (`SWEPT`) and not done a second time here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import AccessLink, IdempotencyKey, Job, StoredFile, Upload
from config.backups.contents import file_names
from notifications.models import Notification
from students.models import SignInCode

BATCH = 1000  # rows a transaction
UPLOADS = "uploads/"  # pieces of files on their way, each in the folder of its upload
SWEPT = (
    "forget files that stopped coming",
    "remove scans that no recording used",
    "forget unconfirmed lists",
    "let go of records that were never sent",
    "send codes that were asked for",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one kind whose time, in days, is over before a moment."""

    words: str
    days: int
    ended: Callable[[datetime], "models.QuerySet[models.Model]"]


def _ended(before: datetime) -> Q:
    return Q(used_at__lt=before) | Q(revoked_at__lt=before) | Q(expires_at__lt=before)


def _signed_out(before: datetime) -> "models.QuerySet[UserSession]":
    """Sign-ins whose session is gone or over: such a device opens nothing, and its person’s page shows it no more."""
    alive = Session.objects.filter(expire_date__gte=before, pk=OuterRef("session_key"))
    found: models.QuerySet[UserSession] = UserSession.objects.filter(~Exists(alive), last_seen_at__lt=before)
    return found


KINDS = (
    Kind("sessions that have ended", 1, lambda before: Session.objects.filter(expire_date__lt=before)),
    Kind("devices whose session is over", 1, _signed_out),
    Kind("keys of forms that were sent", 30, lambda before: IdempotencyKey.objects.filter(created_at__lt=before)),
    Kind("codes for signing in that are spent", 90, lambda before: SignInCode.objects.filter(_ended(before))),
    Kind("links that are spent", 400, lambda before: AccessLink.objects.filter(_ended(before))),
    Kind("jobs that are done", 180, lambda before: Job.objects.filter(ended_at__lt=before)),
    Kind(
        "messages that were sent or only shown",
        730,
        lambda before: Notification.objects.filter(
            Q(mail=Notification.Mail.SENT) | Q(mail=Notification.Mail.NONE) | Q(digest__isnull=False),
            created_at__lt=before,
        ),
    ),
)
FILES_WORDS, FILES_DAYS = "files that no row names", 2


def over(kind: Kind, *, now: datetime) -> "models.QuerySet[models.Model]":
    """The rows whose time is over."""
    return kind.ended(now - timedelta(days=kind.days))


def prune(kind: Kind, *, now: datetime) -> int:
    """Remove them, some thousand a transaction. Returns how many went."""
    rows, gone = over(kind, now=now), 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone


def nameless_files(*, now: datetime) -> Iterator[str]:
    """Files that a crash left between being written and being named by a row; none so young that its row may still come."""
    known = set(StoredFile.objects.values_list("file", flat=True))
    coming = set(Upload.objects.values_list("file_name", flat=True))
    before = now - timedelta(days=FILES_DAYS)
    for name in file_names(default_storage):
        waited_for = name.startswith(UPLOADS) and name.split("/")[1] in coming
        if name not in known and not waited_for and _is_older(name, before):
            yield name


def _is_older(name: str, before: datetime) -> bool:
    """False for one that is gone since it was listed, as pieces of uploads are every hour."""
    try:
        return bool(default_storage.get_modified_time(name) < before)
    except FileNotFoundError:
        return False
