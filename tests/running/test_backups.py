"""A backup comes back as it was, says when it would not, and touches nothing before it is sure."""

import errno
import json
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
from django.db import DatabaseError, OperationalError, connection

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
    Chore.objects.all().delete()
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
    with pytest.raises(SystemExit, match="1"):
        call_command("backup", str(tmp_path))
    assert f"The file {stored.file.name} is missing or not what was stored" in capsys.readouterr().err
    assert chores() == [("backup", False)]
    assert Chore.objects.get().note.endswith("; files missing or damaged: 1")


def changed(backup: Path, path: Path, **about: object) -> Path:
    """A copy of a backup whose manifest says something else."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | about).encode()
            new.writestr(name, content)
    return path


def test_a_backup_of_another_postgresql_counts_not_null_otherwise_and_comes_back(backup, tmp_path):
    """Each is a constraint since 18 and none before: what a backup of then says of all constraints holds for its own server alone."""
    with zipfile.ZipFile(backup) as archive:
        rules = json.loads(archive.read("manifest.json"))["rules"]
    assert sorted(rules) == ["constraints besides NOT NULL", "indexes", "triggers"]
    of_then = {"triggers": rules["triggers"], "indexes": rules["indexes"], "constraints": 5}
    call_command("restore", str(changed(backup, tmp_path / "then.zip", rules=of_then)), test=True)
    fewer = {**rules, "constraints besides NOT NULL": 5}
    with pytest.raises(CommandError, match="there were 5 constraints besides NOT NULL and there are"):
        call_command("restore", str(changed(backup, tmp_path / "fewer.zip", rules=fewer)), test=True)


def test_a_backup_of_a_newer_version_is_refused_before_anything_is_touched(backup, tmp_path):
    newer = changed(backup, tmp_path / "newer.zip", version="99.0", migrations=["accounts.9999_of_next_year"])
    held = contents.of_database(connection)
    with pytest.raises(CommandError, match=r"of version 99.0, which is newer .* accounts.9999_of_next_year for one"):
        call_command("restore", str(newer), over=True)
    assert contents.differences(held, contents.of_database(connection)) == []


def test_the_portal_remembers_that_it_was_put_back(backup):
    call_command("restore", str(backup), over=True)
    last = Chore.objects.latest("pk")
    assert (last.kind, last.ok, last.note) == ("restore", True, backup.name)


def test_a_restore_that_fails_on_the_way_leaves_no_second_database(backup, tmp_path):
    wrong = changed(backup, tmp_path / "wrong.zip", tables={"accounts_user": [7, "0"]})
    with pytest.raises(CommandError, match="did not come back as it was"):
        call_command("restore", str(wrong), over=True)
    assert beside() == []


def test_a_trial_unpacks_beside_the_backup_and_looks_for_room_first(backup, monkeypatch):
    places = []
    monkeypatch.setattr(restoring, "rehearse", lambda _archive, _manifest, store, _say: places.append(store.location))
    call_command("restore", str(backup), test=True)
    assert [Path(place).parent for place in places] == [backup.parent]
    assert list(backup.parent.iterdir()) == [backup]
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=5))
    with pytest.raises(CommandError, match=r"has 0.0 MB free, and this may take"):
        call_command("restore", str(backup), test=True)


def test_a_server_that_goes_away_meanwhile_is_said_in_words(tmp_path, monkeypatch):
    def gone(*_args: object, **_options: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(postgres, "dump", gone)
    with pytest.raises(CommandError, match="server closed the connection"):
        call_command("backup", str(tmp_path))
    assert chores() == [("backup", False)]
