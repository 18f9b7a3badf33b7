"""Storing files: row and file appear together or not at all."""

import hashlib
from contextlib import suppress

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile
from core.errors import Refusal


@transaction.atomic
def store_file(*, kind: str, content: bytes, name: str, media_type: str, owner_id: int | None = None) -> StoredFile:
    """Write `content` under a random name. Raises Refusal when the disk does not take it; the row is then gone with the transaction."""
    row = StoredFile(
        kind=kind,
        name=name[:200],
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        owner_id=owner_id,
    )
    storage, place = row.file.storage, row.file.field.generate_filename(row, name)
    try:
        row.file = storage.save(place, ContentFile(content))
    except OSError as error:
        with suppress(OSError):
            storage.delete(place)  # what was written of it before the disk was full
        raise Refusal(
            _("The file could not be stored."), instead=_("Nothing was changed. Try again in a few minutes.")
        ) from error
    try:
        row.save()
    except Exception:
        row.file.delete(save=False)
        raise
    return row
