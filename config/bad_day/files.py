"""Closing a file to everybody, and opening it again."""

from datetime import datetime

from django.db import transaction

from accounts.models import Intervention, StoredFile
from accounts.services.chores import record_intervention
from config.bad_day import notices, policies
from core.actor import Actor
from core.verdict import require
from notifications.services.posting import Message, post

K = Intervention.Kind


@transaction.atomic
def close_file(*, file_id: int, by: Actor, now: datetime, reason: str) -> StoredFile:
    """From now on nobody opens it, its owner neither, nor the pictures of its pages. Locks it. Raises NotAllowed, Refusal."""
    file = StoredFile.objects.select_for_update(of=("self",)).select_related("owner").get(pk=file_id)
    require(policies.may_close_file(by, file))
    file.quarantined_at = now
    file.save(update_fields=["quarantined_at"])
    row = record_intervention(K.QUARANTINE, by=by, now=now, reason=reason, file_id=file.pk, person_id=file.owner_id)
    return _told(file, row, notices.file_closed(row, file), now=now)


@transaction.atomic
def open_file_again(*, file_id: int, by: Actor, now: datetime, reason: str) -> StoredFile:
    """Whoever could open it before can again. Locks it. Raises NotAllowed, Refusal."""
    file = StoredFile.objects.select_for_update(of=("self",)).select_related("owner").get(pk=file_id)
    require(policies.may_open_file(by, file))
    file.quarantined_at = None
    file.save(update_fields=["quarantined_at"])
    row = record_intervention(K.RELEASE_FILE, by=by, now=now, reason=reason, file_id=file.pk, person_id=file.owner_id)
    return _told(file, row, notices.file_opened(row, file), now=now)


def _told(file: StoredFile, row: Intervention, message: Message, *, now: datetime) -> StoredFile:
    if file.owner is not None:
        post(reader=file.owner, message=message, dedupe_key=f"{message.kind}:{row.pk}", now=now)
    return file
