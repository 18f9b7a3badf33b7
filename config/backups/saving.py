"""Making a backup: one zip file with the database's dump, every file of the store and a manifest that says what each should be."""

import hashlib
import json
import os
import shutil
import tomllib
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import StoredFile
from config.backups import contents, postgres

MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files/"
Say = Callable[[str], None]
OFTEN = 1000  # files between two words about them


class NoRoom(Exception):
    """The disk does not take it; in words."""


class _Hashed:
    """A file that remembers the SHA-256 and the length of what was written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sha, self.size = file, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        self.sha.update(piece)
        self.size += len(piece)
        return self.file.write(piece)


def save(folder: Path, *, now: datetime, say: Say) -> tuple[Path, dict[str, Any]]:
    """Write a backup into `folder` under a name of this moment, whole or not at all. Returns its path and manifest. Raises NoRoom."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"wardbridge-{now:%Y%m%d-%H%M%S}.zip"
    new = path.with_suffix(".new")
    names = list(contents.file_names(default_storage))
    refuse_without_room(folder, _size(names))
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                manifest = _write(archive, now=now, say=say)
            file.flush()
            os.fsync(file.fileno())
        new.rename(path)
    except OSError as error:
        raise NoRoom(f"{folder} does not take it ({error.strerror}). Nothing was kept.") from error
    finally:
        new.unlink(missing_ok=True)
    return path, manifest


def refuse_without_room(folder: Path, needed: int) -> None:
    """Raise NoRoom when less than `needed` bytes are free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        words = f"{folder} has {megabytes(free)} free, and this may take {megabytes(needed)}. Nothing was written."
        raise NoRoom(words)


def megabytes(size: float) -> str:
    """For people."""
    return f"{size / 1024**2:,.1f} MB"


def _size(names: list[str]) -> int:
    """No more than this is written: the dump is compressed, the tables are not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0]) + sum(default_storage.size(name) for name in names)


def _write(archive: zipfile.ZipFile, *, now: datetime, say: Say) -> dict[str, Any]:
    """All parts, as one moment sees the database; files are read after it, so that none is missing that its rows name."""
    parts: dict[str, str] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
        snapshot, server = cursor.fetchone()
        found = contents.of_database(connection)
        say(f"counted {len(found['tables'])} tables, {contents.rows(found):,} rows")
        with archive.open(DUMP, "w", force_zip64=True) as part:
            dumped = _Hashed(part)
            postgres.dump(snapshot, dumped)  # type: ignore[arg-type]
        parts[DUMP] = dumped.sha.hexdigest()
        say(f"database, {megabytes(dumped.size)}")
        known = dict(StoredFile.objects.values_list("file", "sha256"))
        migrations = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    parts |= _write_files(archive, default_storage, say)
    damaged = sorted(name for name, sha in known.items() if parts.get(FILES + name) != sha)
    manifest = {
        "made": now.isoformat(),
        "version": version(),
        "server": server,
        "migrations": migrations,
        **found,
        "parts": parts,
        "damaged": damaged,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


def _write_files(archive: zipfile.ZipFile, store: Storage, say: Say) -> dict[str, str]:
    """Every file of the store, with its hash. One that went away since it was listed is left out."""
    parts, size = {}, 0
    for number, name in enumerate(contents.file_names(store), 1):
        try:
            with store.open(name) as file:
                content = file.read()
        except FileNotFoundError:
            continue
        archive.writestr(FILES + name, content)
        parts[FILES + name] = contents.hash_of(content)
        size += len(content)
        if number % OFTEN == 0:
            say(f"{number:,} files, {megabytes(size)}")
    say(f"{len(parts):,} files in all, {megabytes(size)}")
    return parts


def version() -> str:
    """The portal's own."""
    found: str = tomllib.loads(Path(settings.BASE_DIR, "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    return found
