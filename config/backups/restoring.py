"""The way back. Everything is checked before anything is touched; the database comes back beside the old one and takes its name last."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from config.backups import contents, postgres
from config.backups.saving import DUMP, FILES, MANIFEST, OFTEN, Say, version
from config.cache import emptied
from config.pages import health

BESIDE, BEFORE, TRIED = "restored", "before", "restore_test"


class Unfit(Exception):
    """It cannot be restored, or is not what it was; in words."""


@contextmanager
def opened(path: Path, say: Say) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """A backup all of whose parts have the sums that its manifest names. Raises Unfit."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise Unfit(f"{path} cannot be read: {error}. Nothing was touched.") from error
    with archive:
        try:
            manifest = json.loads(archive.read(MANIFEST))
            wrong = list(_wrong_parts(archive, manifest["parts"]))
        except (zipfile.BadZipFile, KeyError, ValueError) as error:
            raise Unfit(f"{path.name} is no backup of the portal: {error}. Nothing was touched.") from error
        if wrong:
            raise Unfit(f"{path.name} is damaged: {', '.join(wrong[:5])}. Nothing was touched.")
        say(f"{path.name}: {len(manifest['parts']):,} parts, every sum is right")
        yield archive, manifest


def _wrong_parts(archive: zipfile.ZipFile, parts: dict[str, str]) -> Iterator[str]:
    here = set(archive.namelist()) - {MANIFEST}
    yield from sorted(here ^ parts.keys())
    for name in sorted(here & parts.keys()):
        try:
            with archive.open(name) as part:
                right = _hash_of(part) == parts[name]
        except zipfile.BadZipFile:
            right = False
        if not right:
            yield name


def _hash_of(file: Any) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def is_empty() -> bool:
    """True for a portal that nobody has used: without tables, or without people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('accounts_user') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return True
        cursor.execute("SELECT NOT EXISTS (SELECT FROM accounts_user)")
        return bool(cursor.fetchone()[0])


def restore(archive: zipfile.ZipFile, manifest: dict[str, Any], say: Say) -> None:
    """Put the backup in the portal's place. What was there stays as the database `…_before`, until the next time. Raises Unfit.

    Files first: they only add, so whatever fails before the last step leaves the portal as it was, and no half database beside it.
    """
    own = connection.settings_dict["NAME"]
    _refuse_newer(manifest)
    _refuse_with_others(own)  # now, when nothing was begun; and again, in case somebody came meanwhile
    with postgres.made_beside(BESIDE) as made:
        _fill(archive, manifest, made, default_storage, say)
        _refuse_with_others(own)
    postgres.put_in_place(f"{own}_{BESIDE}", keep_as=f"{own}_{BEFORE}")
    if not emptied():  # it holds sessions of the other database
        say(
            "Valkey did not answer. Empty it before web starts, so that nobody comes in by a session of the other database."
        )
    say(f"The database that was here is kept as {own}_{BEFORE}.")


def _refuse_newer(manifest: dict[str, Any]) -> None:
    """Old code would run on newer tables, and nobody would know before the first page fails."""
    applied = [(app, name) for app, _dot, name in (key.partition(".") for key in manifest["migrations"])]
    newer = health.unknown(applied, MigrationLoader(None))
    if newer:
        raise Unfit(
            f"The backup is of version {manifest['version']}, which is newer than this one ({version()}): it has {len(newer)} migrations"
            f" that are unknown here, {'.'.join(newer[-1])} for one. Bring it back with that version; nothing was touched."
        )


def room_for(archive: zipfile.ZipFile) -> int:
    """How many bytes the files of a backup take."""
    return sum(part.file_size for part in archive.infolist() if part.filename.startswith(FILES))


def _refuse_with_others(own: str) -> None:
    if postgres.others():
        raise Unfit(
            f"Somebody is connected to {own}. Stop web, workers and clock, then start again; nothing was changed."
        )


def rehearse(archive: zipfile.ZipFile, manifest: dict[str, Any], store: Storage, say: Say) -> None:
    """Restore into a database and a store of their own, compare, and drop the database again. Raises Unfit."""
    _refuse_newer(manifest)
    with postgres.made_beside(TRIED) as made:
        try:
            _fill(archive, manifest, made, store, say)
        finally:
            made.close()
            postgres.drop(made.settings_dict["NAME"])


def _fill(
    archive: zipfile.ZipFile, manifest: dict[str, Any], database: BaseDatabaseWrapper, store: Storage, say: Say
) -> None:
    """Load the dump, write the files, and compare both with the manifest."""
    with archive.open(DUMP) as dumped:
        postgres.load(dumped, database)
    wrong = contents.differences(manifest, contents.of_database(database))
    if wrong:
        raise Unfit(f"The database did not come back as it was: {'; '.join(wrong[:10])}.")
    say(f"database: {len(manifest['tables'])} tables, {contents.rows(manifest):,} rows, as they were")
    files = {name.removeprefix(FILES): sha for name, sha in manifest["parts"].items() if name.startswith(FILES)}
    for number, (name, sha) in enumerate(files.items(), 1):
        if not _has(store, name, sha):
            store.delete(name)
            store.save(name, ContentFile(archive.read(FILES + name)))
            if not _has(store, name, sha):
                raise Unfit(f"The file {name} did not come back as it was.")
        if number % OFTEN == 0:
            say(f"{number:,} of {len(files):,} files")
    say(f"files: {len(files):,}, as they were")


def _has(store: Storage, name: str, sha: str) -> bool:
    """Whether the store has this file with this content."""
    if not store.exists(name):
        return False
    with store.open(name) as file:
        return _hash_of(file) == sha
