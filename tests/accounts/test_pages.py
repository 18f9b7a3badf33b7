"""The drawn pages of a document: kept once, gone with it, and found again when no worker was woken."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from accounts.models import FilePage, StoredFile
from accounts.services.pages import PAGES_TASK, draw_pages
from accounts.services.reading import discard_file
from accounts.sweeps import sweep_pages
from core import clock
from tests.factories.students import StoredFileFactory
from tests.files import a_pdf

pytestmark = pytest.mark.django_db


def a_document(content=None, **fields):
    return StoredFileFactory(kind="record", file=ContentFile(content or a_pdf(), name="card.pdf"), **fields)


def test_pages_are_drawn_once_and_kept_beside_the_document():
    document = a_document()
    assert draw_pages(file_id=document.pk).pages == 1
    assert draw_pages(file_id=document.pk) is None
    page = FilePage.objects.get()
    assert (page.file, page.number, page.picture.media_type, page.picture.owner) == (document, 1, "image/jpeg", None)
    with page.picture.file.open() as picture:
        assert picture.read().startswith(b"\xff\xd8\xff")


def test_what_cannot_be_drawn_is_remembered_and_not_tried_again():
    document = a_document(b"%PDF-1.7 broken")
    assert draw_pages(file_id=document.pk).pages == 0
    assert (draw_pages(file_id=document.pk), FilePage.objects.count()) == (None, 0)


def test_a_picture_has_no_pages():
    assert draw_pages(file_id=a_document(media_type="image/png").pk) is None


def test_pages_go_with_their_document(django_capture_on_commit_callbacks):
    document = a_document()
    draw_pages(file_id=document.pk)
    picture = FilePage.objects.get().picture
    storage, name = picture.file.storage, picture.file.name
    with django_capture_on_commit_callbacks(execute=True):
        discard_file(file_id=document.pk)
    assert (StoredFile.objects.count(), storage.exists(name)) == (0, False)


def test_documents_that_no_worker_took_are_found_again(monkeypatch):
    woken = []
    monkeypatch.setattr("accounts.sweeps.wake", lambda task, pk: woken.append((task, pk)))
    old = clock.now() - timedelta(minutes=5)
    missed = a_document(created_at=old)
    a_document()
    a_document(created_at=old, pages=2)
    StoredFileFactory(created_at=old)
    assert (sweep_pages(), woken) == (1, [(PAGES_TASK, missed.pk)])
