"""PostgreSQL's own programs for a database that Django knows: dumped, loaded, made beside another, put in another's place."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from config.binaries import find_postgres

CHUNK = 1024 * 1024
# Said by the programs of PostgreSQL 17 and newer, and understood by no older server.
NEW_WORDS = b"SET transaction_timeout"


class Failed(Exception):
    """One of the programs ended with an error; its words."""


def program(name: str) -> str:
    """Where a program is: of the server's own version where the system has it, else what the portal brings."""
    own = Path(f"/usr/lib/postgresql/{connection.cursor().connection.server_version // 10000}/bin", name)
    return str(own if own.exists() else find_postgres()[0] / name)


def newest(name: str) -> str:
    """The newer of both. An old pg_restore reads no newer dump, an old psql not every word of it; a new one serves old servers as well."""
    folder, version = find_postgres()
    brought = int(version.partition(".")[0])
    return program(name) if connection.cursor().connection.server_version // 10000 > brought else str(folder / name)


def dump(snapshot: str, into: IO[bytes]) -> None:
    """Write the database as `snapshot` (an exported one) sees it, in pg_dump's custom format."""
    options, told = _address(connection)
    command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=told) as running:
        words: list[bytes] = []
        listener = threading.Thread(target=lambda: words.append(running.stderr.read()))  # type: ignore[union-attr]
        listener.start()
        try:
            shutil.copyfileobj(running.stdout, into, CHUNK)  # type: ignore[arg-type]
        except BaseException:
            running.kill()
            raise
        finally:
            listener.join()
    if running.returncode:
        raise Failed(f"pg_dump: {b''.join(words).decode(errors='replace').strip()[-1500:]}")


def load(dumped: IO[bytes], database: BaseDatabaseWrapper) -> None:
    """Bring a dump into an empty database; the first error ends it."""
    options, told = _address(database)
    with (
        subprocess.Popen(
            [newest("pg_restore"), "--no-owner", "--no-privileges", "--file=-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as reading,
        subprocess.Popen(
            [newest("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=told,
        ) as writing,
    ):
        feeder = threading.Thread(target=_feed, args=[dumped, reading.stdin])
        feeder.start()
        _feed_lines(reading.stdout, writing.stdin)  # type: ignore[arg-type]
        words = writing.stderr.read() + reading.stderr.read()  # type: ignore[union-attr]
        feeder.join()
    if writing.returncode or reading.returncode:
        raise Failed(f"The database could not be loaded: {words.decode(errors='replace').strip()[-1500:]}")


def run(script: bytes, database: BaseDatabaseWrapper) -> None:
    """Run a script of SQL, as a plain dump is one; the first error ends it."""
    options, told = _address(database)
    command = [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *options]
    done = subprocess.run(command, input=script, capture_output=True, check=False, env=told)
    if done.returncode:
        raise Failed(done.stderr.decode(errors="replace").strip()[-1500:])


def _feed(source: IO[bytes], into: IO[bytes]) -> None:
    """Hand everything over; a reader that went away has said why."""
    try:
        with into:
            shutil.copyfileobj(source, into, CHUNK)
    except BrokenPipeError:
        pass


def _feed_lines(source: IO[bytes], into: IO[bytes]) -> None:
    try:
        with into:
            into.writelines(line for line in source if not line.startswith(NEW_WORDS))
    except BrokenPipeError:
        for _rest in source:  # or the one before would wait for ever
            pass


@contextmanager
def made_beside(suffix: str) -> Iterator[BaseDatabaseWrapper]:
    """A new, empty database beside the portal's, under its name and `suffix`. It stays, unless what is done with it fails; an older one of
    that name goes.
    """
    name = f"{connection.settings_dict['NAME']}_{suffix}"
    drop(name)
    _execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    place = {**connections[DEFAULT_DB_ALIAS].settings_dict, "NAME": name}
    made: BaseDatabaseWrapper = load_backend(place["ENGINE"]).DatabaseWrapper(place, DEFAULT_DB_ALIAS)
    try:
        yield made
    except BaseException:
        made.close()
        drop(name)
        raise
    finally:
        made.close()


def drop(name: str) -> None:
    """Remove a database, if there is one of that name. Not by force: that would end the server's own vacuum, which its owner may not."""
    _execute(f'DROP DATABASE IF EXISTS "{name}"')


def put_in_place(name: str, *, keep_as: str) -> None:
    """Give the database `name` the portal's own name; the portal's is kept as `keep_as`. Nobody else may be connected to either."""
    own = connection.settings_dict["NAME"]
    connection.close()
    drop(keep_as)
    _execute(f'ALTER DATABASE "{own}" RENAME TO "{keep_as}"')
    try:
        _execute(f'ALTER DATABASE "{name}" RENAME TO "{own}"')
    except BaseException:
        _execute(f'ALTER DATABASE "{keep_as}" RENAME TO "{own}"')
        raise


def others() -> int:
    """How many other sessions the portal's database has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def _address(database: BaseDatabaseWrapper) -> tuple[list[str], dict[str, str]]:
    """The options and the environment by which the programs find a database: Django's own for psql."""
    found, told = database.client.settings_to_cmd_args_env(database.settings_dict, [])
    return list(found[1:]), {**os.environ, **(told or {})}


def _execute(statement: str) -> None:
    """On the server, outside any transaction."""
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - how Django itself makes its test databases
        cursor.execute(statement)
