"""How a view answers with a stored file: never by its address, never to be run by the browser."""

from datetime import datetime

from django.http import FileResponse

from accounts.models import StoredFile
from accounts.services.reading import open_file
from core.actor import Actor


def file_response(
    stored: StoredFile, *, by: Actor, now: datetime, inline: bool = False, part_of: StoredFile | None = None
) -> FileResponse:
    """The file as a download, its reading written down; a picture also `inline`, to look at. Call it only after an owner check.

    A drawn page is read as a part of its document.

    Raises Refusal when the file is away.
    """
    response = FileResponse(
        open_file(stored=stored, by=by, now=now, part_of=part_of),
        as_attachment=not (inline and stored.is_picture),
        filename=stored.name,
        content_type=stored.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
