"""Opening a stored file: who read whose, written down before the first byte leaves."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Readable, ReadLog, StoredFile
from core.actor import Actor
from core.errors import NotAllowed, Refusal

log = structlog.get_logger(__name__)

ONE_VISIT = timedelta(minutes=10)
MOST_SHOWN = 200


@transaction.atomic
def open_file(*, stored: StoredFile, by: Actor, now: datetime, part_of: StoredFile | None = None) -> File:
    """The open file; a line in the read log unless its owner opens it. The caller has judged that `by` may read it.

    Reading a page that was drawn is reading the document that it is `part_of`.

    Raises NotAllowed for whoever only looks through somebody's eyes, Refusal when it was closed, or the storage does not give it.
    """
    if by.viewed_by is not None:
        raise NotAllowed(
            _("Files are not opened through somebody else’s eyes."),
            instead=_("Ask the person, or the placement office, to open it."),
        )
    if (part_of or stored).quarantined_at is not None:
        raise Refusal(
            _("This file was closed by the portal’s administrator."),
            instead=_("Your placement office knows whom to ask."),
        )
    try:
        content = stored.file.open("rb")
    except OSError as error:
        log.error("file_missing", file=stored.pk, error=type(error).__name__)  # noqa: TRY400 - says all there is
        raise Refusal(
            _("This file cannot be read just now."),
            instead=_("Try again in a few minutes, or tell the placement office."),
        ) from None
    note_reading(stored=part_of or stored, by=by, now=now)
    return content


def note_reading(*, stored: StoredFile, by: Actor, now: datetime, reason: str = "") -> None:
    """A line in the read log, unless its owner reads: for the file itself, and for pages that say what stands in it.

    Whoever looks through somebody's eyes is the reader.
    """
    note_readings([Readable(stored.pk, "", stored.owner_id)], by=by, now=now, reason=reason)


def note_readings(things: Iterable[Readable], *, by: Actor, now: datetime, reason: str = "") -> None:
    """The same of many things, in one statement."""
    reader_id = by.viewed_by or by.user_id
    ReadLog.objects.bulk_create(
        ReadLog(
            file_id=thing.file_id,
            about="" if thing.file_id else thing.about,
            reader_id=reader_id,
            as_label=by.label,
            at=now,
            reason=reason,
        )
        for thing in things
        if thing.owner_id is None or thing.owner_id != reader_id
    )


def readings(file_id: int | None, about: str = "") -> list[ReadLog]:
    """Who read a file, or what stands for one, the latest first.

    A page and the picture on it are one reading, and so is whatever follows within minutes.
    """
    shown: list[ReadLog] = []
    read = ReadLog.objects.filter(file_id=file_id) if file_id else ReadLog.objects.filter(file=None, about=about)
    for row in read.select_related("reader").order_by("-at", "-pk")[:MOST_SHOWN]:
        last = shown[-1] if shown else None
        if last is None or row.reason or last.reader_id != row.reader_id or last.at - row.at > ONE_VISIT:
            shown.append(row)
    return shown


@transaction.atomic
def discard_file(*, file_id: int) -> None:
    """Remove a file that nothing refers to any more, with the pictures of its pages: rows now, bytes once that is certain."""
    stored = StoredFile.objects.select_for_update().get(pk=file_id)
    pictures = list(StoredFile.objects.filter(pk__in=stored.drawn_pages.values("picture")))
    stored.delete()
    for gone in [stored, *pictures]:
        storage, name = gone.file.storage, gone.file.name
        if gone.pk:
            gone.delete()
        transaction.on_commit(partial(storage.delete, name))
