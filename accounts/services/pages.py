"""The pages of stored PDFs as pictures: drawn once by a worker, kept beside the document, and gone with it."""

from django.db import transaction

from accounts.models import FilePage, StoredFile
from accounts.services.files import store_file
from core.pages import drawn

PAGES_TASK = "accounts.draw_pages"
PDF = "application/pdf"
PICTURE = "image/jpeg"


def is_to_draw(stored: StoredFile) -> bool:
    """True for a PDF whose pages nobody has drawn yet."""
    return stored.media_type == PDF and stored.pages is None


@transaction.atomic
def draw_pages(*, file_id: int) -> StoredFile | None:
    """Draw and store the first pages. None when that was done, or another worker is at it.

    Locks the document for as long as that takes. Of one that cannot be drawn it is remembered that it has no pictures.
    """
    rows = StoredFile.objects.select_for_update(skip_locked=True).filter(pages=None, media_type=PDF)
    stored = rows.filter(pk=file_id).first()
    if stored is None:
        return None
    with stored.file.open("rb") as document:
        pictures = drawn(document.read())
    for number, drawing in enumerate(pictures, start=1):
        picture = store_file(
            kind="page", content=drawing, name=f"page-{number}.jpg", media_type=PICTURE, owner_id=stored.owner_id
        )
        FilePage.objects.create(file=stored, number=number, picture=picture)
    stored.pages = len(pictures)
    stored.save(update_fields=["pages"])
    return stored
