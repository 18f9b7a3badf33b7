"""What may go after its time goes, and nothing younger or of another kind."""

import os
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from accounts.models import AccessLink, Chore, IdempotencyKey, Job, Purpose, Upload
from accounts.services.files import store_file
from config import pruning, schedule
from core import clock
from notifications.models import Notification
from students.models import SignInCode
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def rows_of_an_age(days: int) -> None:
    """One of each kind that ended so many days ago."""
    user, at = UserFactory(), clock.now() - days * DAY
    Session.objects.create(session_key=f"s{days}", session_data="", expire_date=at)
    seen = {"ip": "0.0.0.0", "user_agent": "", "last_seen_at": at}  # noqa: S104
    UserSession.objects.create(user=user, session_key=f"gone{days}", **seen)
    IdempotencyKey.objects.create(key=f"k{days}", owner="u1", created_at=at)
    SignInCode.objects.create(user=user, kind="sent", nonce="n", code_hash="h", created_at=at, expires_at=at)
    AccessLink.make(purpose=Purpose.CALENDAR, user_id=user.pk, now=at, expires_at=at)
    Job.objects.create(kind="a", title="b", ordered_by=user, created_at=at, ended_at=at, state="done")
    for mail in ("sent", "failed", "waiting"):
        said = {"kind": "x.y", "dedupe_key": mail, "subject": "s", "body": "b"}
        Notification.objects.create(reader=user, mail=mail, created_at=at, send_after=at, **said)


def counts() -> list[int]:
    kinds = (Session, UserSession, IdempotencyKey, SignInCode, AccessLink, Job, Notification)
    return [model.objects.count() for model in kinds]


@pytest.mark.parametrize("kind", pruning.KINDS, ids=lambda kind: kind.words)
def test_each_kind_goes_the_day_after_its_time_and_no_other_row_with_it(kind):
    rows_of_an_age(kind.days + 1)
    rows_of_an_age(kind.days - 1)
    before = counts()
    assert pruning.prune(kind, now=clock.now()) == 1
    assert sum(before) - sum(counts()) == 1
    assert pruning.prune(kind, now=clock.now()) == 0


def test_a_device_that_is_still_signed_in_stays_however_long_ago_that_was(client):
    client.force_login(user := UserFactory())
    key, long_ago = client.session.session_key, clock.now() - 13 * DAY
    seen = {"ip": "0.0.0.0", "user_agent": "", "last_seen_at": long_ago}  # noqa: S104
    UserSession.objects.create(user=user, session_key=key, **seen)
    call_command("prune", for_real=True)
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [key]


def test_without_a_word_for_it_nothing_is_removed(capsys):
    rows_of_an_age(3000)
    before = counts()
    call_command("prune")
    assert counts() == before
    assert "1  links that are spent, 400 days" in capsys.readouterr().out
    assert not Chore.objects.exists()
    call_command("prune", for_real=True)
    assert counts() == [0, 0, 0, 0, 0, 0, 2]  # mail that failed, mail that waits
    assert Chore.objects.values_list("kind", "ok").get() == ("prune", True)


def test_files_that_no_row_names_go_after_two_days(settings):
    paper = store_file(kind="cv", content=b"known", name="cv.pdf", media_type="application/pdf").file.name
    for name in ("cv/ab/left", "cv/ab/young", "uploads/half/0", "uploads/lost/0"):
        default_storage.save(name, ContentFile(b"unknown"))
    Upload.objects.create(owner=UserFactory(), name="cv.pdf", size=9, file_name="half", created_at=clock.now())
    old = (clock.now() - 3 * DAY).timestamp()
    for name in (paper, "cv/ab/left", "uploads/half/0", "uploads/lost/0"):
        os.utime(settings.MEDIA_ROOT / name, (old, old))
    assert list(pruning.nameless_files(now=clock.now())) == ["cv/ab/left", "uploads/lost/0"]
    call_command("prune", for_real=True)
    assert [default_storage.exists(name) for name in (paper, "cv/ab/young", "uploads/half/0")] == [True] * 3
    assert not default_storage.exists("cv/ab/left")


def test_what_goes_by_itself_is_a_row_of_the_clock():
    assert set(pruning.SWEPT) <= set(schedule.SCHEDULE)


def test_a_file_that_goes_while_the_store_is_walked_ends_nothing(monkeypatch, settings):
    default_storage.save("cv/ab/left", ContentFile(b"unknown"))
    old = (clock.now() - 3 * DAY).timestamp()
    os.utime(settings.MEDIA_ROOT / "cv/ab/left", (old, old))
    monkeypatch.setattr(pruning, "file_names", lambda _store: iter(["cv/ab/gone", "cv/ab/left"]))
    assert list(pruning.nameless_files(now=clock.now())) == ["cv/ab/left"]
