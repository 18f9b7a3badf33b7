"""A file in pieces: a line that breaks costs one piece, what is whole goes through the same door, what is forgotten is removed."""

from datetime import timedelta
from functools import partial

import pytest
from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import get_resolver, reverse

from accounts.forms.uploads import PiecesInput
from accounts.models import StoredFile, Upload
from accounts.services import uploads as services
from core import clock
from core.forms import ActForm
from core.uploads import LIMIT
from tests.factories.institutions import MembershipFactory
from tests.factories.students import StudentFactory, membership_of
from tests.files import a_pdf
from tests.races import race

pytestmark = pytest.mark.django_db

BEGIN = reverse("upload_begin")
PDF = a_pdf()


@pytest.fixture
def student(client):
    student = StudentFactory(cv=None)
    client.force_login(student.user)
    return student


def begin(client, content=PDF, name="cv.pdf"):
    answer = client.post(BEGIN, {"name": name, "size": len(content)})
    return reverse("upload_piece", args=[answer.json()["id"]])


def put(client, address, content, offset):
    answer = client.post(
        address, content, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)}
    )
    return answer.status_code, answer.json()["received"]


def finish(client, address):
    """Send the CV's form, which names the upload and holds no file."""
    pk = address.rstrip("/").rpartition("/")[2]
    return client.post(reverse("student_cv_set"), {"cv__upload": pk}, follow=True)


def kept(student):
    student.refresh_from_db()
    with student.cv.file.open("rb") as file:
        return file.read()


def test_a_cut_line_costs_one_piece(client, student):
    address, half = begin(client), len(PDF) // 2
    assert put(client, address, PDF[:half], 0) == (200, half)
    # The answer was lost, so the piece comes again; then the line is back, and asks how far it is.
    assert put(client, address, PDF[:half], 0) == (409, half)
    assert client.get(address).json() == {"id": Upload.objects.get().pk, "received": half, "whole": False}
    assert put(client, address, PDF[half:], half) == (200, len(PDF))
    finish(client, address)
    assert kept(student) == PDF


def test_what_a_crash_left_behind_the_last_piece_is_written_over(client, student):
    address, half = begin(client), len(PDF) // 2
    put(client, address, PDF[:half], 0)
    left = f"{Upload.objects.get().folder}/{half}"
    default_storage.save(left, ContentFile(b"half a piece that no row knows of"))
    put(client, address, PDF[half:], half)
    finish(client, address)
    assert kept(student) == PDF


def test_the_door_is_the_same(client, student):
    hostile = b"%PDF-1.4 not really"
    address = begin(client, hostile)
    put(client, address, hostile, 0)
    assert "This file is damaged" in finish(client, address).content.decode()
    assert StoredFile.objects.count() == 0


def test_half_a_file_is_none(client, student):
    address = begin(client)
    put(client, address, PDF[:10], 0)
    finish(client, address)
    student.refresh_from_db()
    assert student.cv is None


def test_a_file_that_came_with_its_form_is_the_one_that_counts(client, student):
    address = begin(client, b"x" * 20)
    put(client, address, b"x" * 20, 0)
    pk = Upload.objects.get().pk
    client.post(reverse("student_cv_set"), {"cv__upload": pk, "cv": SimpleUploadedFile("cv.pdf", PDF)})
    assert kept(student) == PDF


@pytest.mark.parametrize(
    ("name", "size"),
    [("x.exe", 10), ("cv.pdf", LIMIT + 1), ("cv.pdf", 0), ("cv.pdf", "-5"), ("cv.pdf", "many"), ("", 10)],
)
def test_what_would_be_refused_is_refused_before_it_is_sent(client, student, name, size):
    answer = client.post(BEGIN, {"name": name, "size": size})
    assert (answer.status_code, bool(answer.json()["text"]), Upload.objects.count()) == (409, True, 0)


def test_more_than_was_announced_is_not_taken(client, student):
    address = begin(client, b"x" * 10)
    answer = client.post(address, b"x" * 11, content_type="application/octet-stream", headers={"Upload-Offset": "0"})
    assert (answer.status_code, Upload.objects.get().received) == (409, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.update(received=11)


def test_nobody_else_sees_it_adds_to_it_or_sends_it(client, student):
    address = begin(client)
    put(client, address, PDF, 0)
    other = StudentFactory(cv=None)
    client.force_login(other.user)
    assert client.get(address).status_code == 404
    finish(client, address)
    other.refresh_from_db()
    assert other.cv is None


def test_whoever_looks_through_others_eyes_sends_nothing(student):
    eyes = membership_of(student).as_actor(viewed_by=MembershipFactory(administrator=True).user_id)
    upload = services.begin_upload(by=membership_of(student).as_actor(), now=clock.now(), name="cv.pdf", size=3)
    services.take_piece(upload_id=upload.pk, by=membership_of(student).as_actor(), offset=0, content=b"abc")
    assert services.whole_file(upload_id=upload.pk, by=eyes) is None


def test_ten_are_open_at_most_and_old_ones_are_forgotten_with_their_pieces(student, django_capture_on_commit_callbacks):
    by, now = membership_of(student).as_actor(), clock.now()
    first = services.begin_upload(by=by, now=now, name="cv.pdf", size=3)
    services.take_piece(upload_id=first.pk, by=by, offset=0, content=b"abc")
    assert default_storage.exists(first.folder)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(10):
            services.begin_upload(by=by, now=now, name="cv.pdf", size=3)
    assert (Upload.objects.count(), default_storage.exists(first.folder)) == (10, False)
    assert services.forget_old_uploads(now=now + timedelta(hours=23)) == 0
    assert services.forget_old_uploads(now=now + timedelta(days=1, seconds=1)) == 10


@pytest.mark.django_db(transaction=True)
def test_one_piece_sent_eight_times_at_once_arrives_once():
    student = StudentFactory()
    by = membership_of(student).as_actor()
    upload = services.begin_upload(by=by, now=clock.now(), name="cv.pdf", size=6)
    race([partial(services.take_piece, upload_id=upload.pk, by=by, offset=0, content=b"abc")] * 8)
    upload.refresh_from_db()
    assert (upload.received, default_storage.listdir(upload.folder)) == (3, ([], ["0"]))


def kinds_of(form):
    """Every form of ours that is made of `form`."""
    for kind in form.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_every_field_for_a_paper_shrinks_photos_and_goes_on_where_a_line_broke():
    """But for lists that are brought in: they are no photos, and are read at once."""
    get_resolver().url_patterns  # noqa: B018 - every view, and so every form, is imported with them
    files = {
        kind.__name__: type(field.widget)
        for kind in kinds_of(ActForm)
        for field in kind.base_fields.values()
        if isinstance(field, forms.FileField)
    }
    assert {name for name, widget in files.items() if widget is not PiecesInput} == {"ImportForm"}
    assert {"CvForm", "DocumentForm", "WritingForm", "AnswerForm", "RecordingForm"} - set(files) == set()
