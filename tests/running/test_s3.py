"""Files in a bucket: kept private, served after the same look at who asks, and a store that is away is said in words."""

from urllib.request import Request, urlopen

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from moto.server import ThreadedMotoServer

from accounts.models import StoredFile
from accounts.services import uploads
from accounts.services.files import store_file
from config import env, pruning
from config.backups.contents import file_names
from core import clock
from core.errors import Refusal
from tests.factories.students import StudentFactory, membership_of
from tests.files import a_pdf

pytestmark = pytest.mark.django_db
PDF = a_pdf()


@pytest.fixture
def store(settings):
    """A local S3 server with an empty bucket, which is the portal's storage."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings.STORAGES = {**settings.STORAGES, "default": env.storage(f"s3+plain://key:secret@{host}:{port}/files")}
    empty = Request(f"http://{host}:{port}/moto-api/reset", method="POST")
    urlopen(empty).close()  # noqa: S310
    client = boto3.client(
        "s3", endpoint_url=f"http://{host}:{port}", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket="files")
    server.client = client
    yield server
    server.stop()


def test_what_a_student_sends_comes_back_from_the_bucket_to_its_owner_alone(client, store):
    student, other = StudentFactory(cv=None), StudentFactory(cv=None)
    by = membership_of(student).as_actor()
    upload = uploads.begin_upload(by=by, now=clock.now(), name="cv.pdf", size=len(PDF))
    for offset in (0, 100):
        piece = PDF[offset : 100 if offset == 0 else None]
        upload = uploads.take_piece(upload_id=upload.pk, by=by, offset=offset, content=piece)
    client.force_login(student.user)
    client.post(reverse("student_cv_set"), {"cv__upload": upload.pk})
    stored = StoredFile.objects.get()
    assert stored.file.name in set(file_names(default_storage))
    answer = client.get(reverse("student_cv", args=[student.pk]))
    assert (b"".join(answer.streaming_content), answer["Cache-Control"]) == (PDF, "private, no-store")
    client.force_login(other.user)
    assert client.get(reverse("student_cv", args=[student.pk])).status_code == 404
    grants = store.client.get_object_acl(Bucket="files", Key=stored.file.name)["Grants"]
    assert [grant["Grantee"].get("URI") for grant in grants] == [None]
    with pytest.raises(NotImplementedError):
        stored.file.url  # noqa: B018


def test_pieces_that_nobody_waits_for_leave_the_bucket(store, django_capture_on_commit_callbacks):
    by = membership_of(StudentFactory(cv=None)).as_actor()
    upload = uploads.begin_upload(by=by, now=clock.now(), name="cv.pdf", size=9)
    uploads.take_piece(upload_id=upload.pk, by=by, offset=0, content=b"abc")
    default_storage.save("cv/ab/left", ContentFile(b"x"))
    assert list(file_names(default_storage)) == ["cv/ab/left", f"{upload.folder}/0"]
    assert list(pruning.nameless_files(now=clock.now())) == []
    with django_capture_on_commit_callbacks(execute=True):
        uploads.forget_upload(upload)
    assert list(file_names(default_storage)) == ["cv/ab/left"]


def test_a_store_that_is_away_is_said_in_words_and_no_row_is_left(client, store):
    student = StudentFactory(cv__owner=None)
    client.force_login(student.user)
    store.stop()
    with pytest.raises(Refusal, match="could not be stored"):
        store_file(kind="cv", content=PDF, name="cv.pdf", media_type="application/pdf")
    assert StoredFile.objects.count() == 1
    answer = client.get(reverse("student_cv", args=[student.pk]))
    assert (answer.status_code, "cannot be read just now" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("url", ["http://x/files", "s3://key:secret@/files", "s3://key:secret@host/"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ValueError, match="WARDBRIDGE_STORAGE_URL is like s3://"):
        env.storage(url)
