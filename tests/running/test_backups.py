"""A backup comes back as it was, says when it would not, and touches nothing before it is sure."""

import errno
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from accounts.models import Chore, StoredFile, User
from accounts.services.files import store_file
from config.backups import contents, postgres, restoring
from students.models import Student
from tests.factories.accounts import UserFactory
from tests.factories.students import StudentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PAPER = b"%PDF-1.7 a certificate"


@pytest.fixture
def backup(tmp_path) -> Iterator[Path]:
    """A portal with people, history and two files, and a backup of it. What restoring leaves beside the database is removed."""
    StudentFactory(id_number="42101-1234567-8")
    Student.objects.update(city="Lahore")
    store_file(kind="certificate", content=PAPER, name="paper.pdf", media_type="application/pdf")
    StoredFile.objects.filter(kind="cv").update(sha256=contents.hash_of(b"%PDF-1.4 a CV for tests"))
    call_command("backup", str(tmp_path / "backups"))
    alone()
    yield next((tmp_path / "backups").iterdir())
    postgres.drop(connection.settings_dict["NAME"] + "_before")
    assert beside() == []


def alone() -> None:
    """Threads that served the browsers of journeys before may still hold a connection to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
        )


def beside() -> list[str]:
    own = connection.settings_dict["NAME"]
    ours = [f"{own}_{suffix}" for suffix in (restoring.BESIDE, restoring.BEFORE, restoring.TRIED)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname = ANY (%s)", [ours])
        return [name for (name,) in cursor.fetchall()]


def files() -> dict[str, bytes]:
    return {name: Path(default_storage.path(name)).read_bytes() for name in contents.file_names(default_storage)}


def chores() -> list[tuple[str, bool]]:
    return list(Chore.objects.order_by("pk").values_list("kind", "ok"))


def test_what_was_lost_since_comes_back_and_the_rules_with_it(backup, settings, capsys):
    assert chores() == [("backup", True)]
    Chore.objects.all().delete()  # written after the moment that the backup shows
    held, kept = contents.of_database(connection), files()
    del held["sequences"]["accounts_chore_id_seq"]
    shutil.rmtree(settings.MEDIA_ROOT)
    StudentFactory.create_batch(2)
    Student.objects.update(city="")
    call_command("restore", str(backup), over=True)
    assert "counts and hashes are those of the backup" in capsys.readouterr().out
    found = contents.of_database(connection)
    assert contents.differences(held, found) == []
    assert {name: content for name, content in files().items() if name in kept} == kept
    student = Student.objects.get()
    assert (student.city, student.id_number) == ("Lahore", "42101-1234567-8")
    assert UserFactory().pk > student.user_id
    with pytest.raises(DatabaseError, match="pgtrigger"):
        student.events.update(city="Quetta")


def test_a_trial_leaves_nothing_but_a_line_in_the_book(backup):
    held = contents.of_database(connection)
    call_command("restore", str(backup), test=True)
    assert chores() == [("backup", True), ("restore_test", True)]
    Chore.objects.filter(kind="restore_test").delete()
    assert contents.differences(held, contents.of_database(connection)) == []
    assert beside() == []


def test_a_portal_with_people_is_not_replaced_unless_somebody_says_so(backup):
    with pytest.raises(CommandError, match=r"There are people here already. With --over"):
        call_command("restore", str(backup))


def test_a_damaged_backup_is_refused_before_anything_is_touched(backup, tmp_path):
    name = StoredFile.objects.get(kind="certificate").file.name
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(backup.read_bytes().replace(PAPER, PAPER.replace(b"c", b"k")))
    with pytest.raises(CommandError, match=f"damaged.zip is damaged: files/{name}. Nothing was touched."):
        call_command("restore", str(damaged), over=True)
    short = tmp_path / "short.zip"
    short.write_bytes(backup.read_bytes()[:-400])
    with pytest.raises(CommandError, match=r"cannot be read: .* Nothing was touched."):
        call_command("restore", str(short), test=True)
    assert chores() == [("backup", True), ("restore_test", False)]


def test_somebody_connected_keeps_the_portal_as_it_is(backup):
    other = connection.copy()
    other.ensure_connection()
    try:
        with pytest.raises(CommandError, match=r"Stop web, workers and clock"):
            call_command("restore", str(backup), over=True)
    finally:
        other.close()
        postgres.drop(connection.settings_dict["NAME"] + "_restored")
    assert User.objects.count() == 1


def test_a_disk_without_room_is_said_and_nothing_is_left_on_it(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=5))
    with pytest.raises(CommandError, match=r"has 0.0 MB free, and this may take .* Nothing was written."):
        call_command("backup", str(tmp_path / "small"))
    monkeypatch.undo()

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(CommandError, match=r"does not take it .No space left on device.. Nothing was kept."):
        call_command("backup", str(tmp_path / "small"))
    assert list((tmp_path / "small").iterdir()) == []
    assert chores() == [("backup", False)] * 2


def test_a_file_that_is_not_what_its_row_says_is_named(tmp_path, capsys):
    stored = store_file(kind="certificate", content=PAPER, name="paper.pdf", media_type="application/pdf")
    default_storage.delete(stored.file.name)
    default_storage.save(stored.file.name, ContentFile(b"something else"))
    call_command("backup", str(tmp_path))
    assert f"The file {stored.file.name} is missing or not what was stored" in capsys.readouterr().err
    assert chores() == [("backup", False)]
