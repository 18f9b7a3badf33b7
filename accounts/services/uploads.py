"""Taking a file in pieces over a slow line. What is whole goes through the same door as any file: `core.uploads.clean_upload`."""

from contextlib import suppress
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import Upload
from core.actor import Actor
from core.errors import NotAllowed, Refusal
from core.uploads import LIMIT, kind_of

PIECE = 256 * 1024  # bytes that a browser sends at once
MOST_PIECE = 1024 * 1024
MOST_OPEN = 10  # uploads of one person in a day


@transaction.atomic
def begin_upload(*, by: Actor, now: datetime, name: str, size: int) -> Upload:
    """Announce a file. Beyond `MOST_OPEN` the person's oldest one is given up. Raises NotAllowed, Refusal."""
    if not by.is_there_in_person:
        raise NotAllowed(_("Sign in to send a file."))
    kind_of(name)
    if not 0 < size <= LIMIT:
        words = _("This file is larger than %(size)s.") % {"size": filesizeformat(LIMIT)}
        raise Refusal(words, instead=_("Make it smaller and send it again."))
    for old in list(Upload.objects.visible_to(by).order_by("-pk")[MOST_OPEN - 1 :]):
        forget_upload(old)
    return Upload.objects.create(owner_id=by.user_id, name=name[-200:], size=size, created_at=now)


@transaction.atomic
def take_piece(*, upload_id: int, by: Actor, offset: int, content: bytes) -> Upload:
    """Put the next piece behind what is here. Locks the upload. One that begins elsewhere changes nothing: `received` says where to go on.

    Raises Refusal when it is larger than was announced, or the disk does not take it.
    """
    upload = Upload.objects.visible_to(by).select_for_update(of=("self",)).get(pk=upload_id)
    if offset != upload.received or not content:
        return upload
    if len(content) > MOST_PIECE or offset + len(content) > upload.size:
        raise Refusal(_("More arrived than was announced."), instead=_("Choose the file again."))
    name = f"{upload.folder}/{offset}"
    try:
        default_storage.delete(name)  # whatever a crash left there
        default_storage.save(name, ContentFile(content))
    except OSError as error:
        raise Refusal(_("The file could not be stored."), instead=_("Try again in a few minutes.")) from error
    upload.received += len(content)
    upload.save(update_fields=["received"])
    return upload


def whole_file(*, upload_id: int, by: Actor) -> SimpleUploadedFile | None:
    """The file as a form's own field would hold it; None until all of it is here."""
    upload = Upload.objects.visible_to(by).filter(pk=upload_id).first()
    if upload is None or not upload.is_whole:
        return None
    try:
        return SimpleUploadedFile(upload.name, _together(upload))
    except OSError:
        return None  # the form says that the file is missing, and it is sent again


def _together(upload: Upload) -> bytes:
    """The pieces in their order; each begins where the one before it ends."""
    content = b""
    while len(content) < upload.received:
        with default_storage.open(f"{upload.folder}/{len(content)}") as piece:
            content += piece.read()
    return content


def forget_upload(upload: Upload) -> None:
    """Remove the row, and its pieces once that is certain. A store that is away keeps them, and `prune` finds them later."""
    folder = upload.folder
    upload.delete()
    transaction.on_commit(partial(_remove, folder), robust=True)


def _remove(folder: str) -> None:
    with suppress(FileNotFoundError):  # nothing had arrived
        for piece in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{piece}")
        default_storage.delete(folder)


@transaction.atomic
def forget_old_uploads(*, now: datetime) -> int:
    """Remove what nobody waits for any more. Returns how many."""
    old = list(Upload.objects.over(now).select_for_update(skip_locked=True)[:500])
    for upload in old:
        forget_upload(upload)
    return len(old)
