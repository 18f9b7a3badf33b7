"""Files leave as downloads that no browser runs, and the reading is written down."""

import errno
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.files import file_response
from accounts.models import ReadLog, StoredFile
from accounts.services.files import store_file
from accounts.services.reading import discard_file, note_reading, readings
from core import clock
from core.errors import Refusal
from tests.factories.institutions import MembershipFactory
from tests.factories.students import PDF, StoredFileFactory

pytestmark = pytest.mark.django_db


def read(response):
    """All of it. Not closed as a whole, which would end the test's connection with the request."""
    content = b"".join(response.streaming_content)
    response.file_to_stream.close()
    return content


def test_file_response_is_a_download_in_a_sandbox_and_is_logged():
    reader = MembershipFactory(coordinator=True)
    stored = StoredFileFactory(owner=MembershipFactory(student=True).user, name='my "CV".pdf')
    response = file_response(stored, by=reader.as_actor(), now=clock.now())
    assert read(response) == PDF
    assert {
        name: response[name]
        for name in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")
    } == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    assert response["Content-Disposition"] == 'attachment; filename="my \\"CV\\".pdf"'
    assert list(ReadLog.objects.values_list("file_id", "reader_id", "as_label")) == [
        (stored.pk, reader.user_id, reader.label)
    ]


def test_file_response_to_its_owner_is_not_logged():
    owner = MembershipFactory(student=True)
    response = file_response(StoredFileFactory(owner=owner.user), by=owner.as_actor(), now=clock.now())
    assert read(response) == PDF
    assert ReadLog.objects.count() == 0


def test_note_reading_names_whoever_looks_through_the_owners_eyes():
    owner, admin = MembershipFactory(student=True), MembershipFactory(administrator=True)
    stored = StoredFileFactory(owner=owner.user)
    note_reading(stored=stored, by=owner.as_actor(viewed_by=admin.user_id), now=clock.now())
    assert ReadLog.objects.get().reader == admin.user


def test_readings_take_a_page_and_its_picture_for_one_and_a_reason_for_itself():
    reader, other = MembershipFactory(coordinator=True), MembershipFactory(administrator=True)
    stored, now = StoredFileFactory(), clock.now()
    for minutes, who, reason in (
        (0, reader, ""),
        (1, reader, ""),
        (2, other, "Asked"),
        (3, other, ""),
        (40, reader, ""),
    ):
        note_reading(stored=stored, by=who.as_actor(), now=now + timedelta(minutes=minutes), reason=reason)
    assert [(row.reader, row.reason) for row in readings(stored.pk)] == [
        (reader.user, ""),
        (other.user, ""),
        (other.user, "Asked"),
        (reader.user, ""),
    ]


def test_file_response_without_its_file_is_a_refusal_and_no_reading():
    stored = StoredFileFactory()
    default_storage.delete(stored.file.name)
    with pytest.raises(Refusal, match="cannot be read just now"):
        file_response(stored, by=MembershipFactory(coordinator=True).as_actor(), now=clock.now())
    assert ReadLog.objects.count() == 0


def test_store_file_with_a_full_disk_leaves_no_row(monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(default_storage._wrapped), "_save", full)
    with pytest.raises(Refusal, match="could not be stored"):
        store_file(kind="cv", content=PDF, name="cv.pdf", media_type="application/pdf")
    assert StoredFile.objects.count() == 0


def test_discard_file_removes_the_bytes_only_once_the_row_is_gone_for_good(django_capture_on_commit_callbacks):
    stored = store_file(kind="cv", content=PDF, name="cv.pdf", media_type="application/pdf")
    name = stored.file.name
    with django_capture_on_commit_callbacks() as callbacks:
        discard_file(file_id=stored.pk)
    assert (StoredFile.objects.count(), default_storage.exists(name)) == (0, True)
    for callback in callbacks:
        callback()
    assert not default_storage.exists(name)


def test_what_was_written_of_a_file_before_the_disk_was_full_is_removed(monkeypatch, settings):
    def half(_self, chunk_size=None):
        yield PDF[:4]
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ContentFile, "chunks", half)
    with pytest.raises(Refusal, match="could not be stored"):
        store_file(kind="cv", content=PDF, name="cv.pdf", media_type="application/pdf")
    left = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert (StoredFile.objects.count(), left) == (0, [])
