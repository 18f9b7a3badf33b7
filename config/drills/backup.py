"""F11: a backup under reads, tried: equal counts and hashes; a year brought over every migration under reads: no lock over 3 s."""

import io
import lzma
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import StoredFile
from accounts.services.files import store_file
from config import servers
from config.backups import postgres
from config.bench.databases import inside
from config.drills.frame import Drill
from config.drills.locks import Readers

FILES = 200
FIRST_RELEASE = "tests/running/data/first_release.sql.xz"  # a term’s rows in the tables of the first release
YEAR = 300_000
# The tables that grow by the hour: how many to one application, and what no two rows may share. Their students are none.
GROWING = {
    "placements_application": (1.0, {"id", "student_id"}),
    "placements_applicationevent": (1.0, {"pgh_id"}),
    "placements_placement": (0.1, {"id", "student_id", "application_id"}),
    "placements_hoursentry": (1.0, {"id", "placement_id"}),
    "notifications_notification": (1.0, {"id", "reader_id"}),
}
BEYOND = 1_000_000  # where their numbers begin


def run(drill: Drill) -> None:
    """Fill, save while others read, try the backup; then bring a database of the first release to today’s tables."""
    drill.fill(0.05 if not drill.small else 0.002)
    StoredFile.objects.filter(file="").update(file="bench")  # rows of the filling, which wrote no files
    for _ in range(drill.size(FILES, 5)):
        store_file(kind="cv", content=secrets.token_bytes(50_000), name="cv.pdf", media_type="application/pdf")
    drill.say("saved under reads")
    with Readers(connection) as readers:
        took = _timed(lambda: _quietly("backup", str(settings.DATA_DIR / "backups")))
    saved = next((settings.DATA_DIR / "backups").glob("*.zip"))
    drill.figure("saved", f"{saved.stat().st_size / 1024**2:.0f} MB in {took:.0f} s", "saved", held=True)
    drill.took("longest wait of a reader meanwhile", readers.longest_wait[1], 3)
    drill.say("brought back beside")
    try:
        words = f"as they were, in {_timed(lambda: _quietly('restore', str(saved), test=True)):.0f} s"
    except CommandError as error:
        words = str(error)
    drill.figure("counts and hashes, all tables and files", words, "as they were", held=words.startswith("as they"))
    _migrate_under_reads(drill)


def _migrate_under_reads(drill: Drill) -> None:
    """Tables of the first release with a year’s rows, brought to today’s while they are read."""
    count = drill.size(YEAR, 2_000)
    with postgres.made_beside("first") as made:
        postgres.run(lzma.decompress((settings.BASE_DIR / FIRST_RELEASE).read_bytes()), made)
        for table, (share, own) in GROWING.items():
            drill.say(f"{int(count * share):,} rows of {table}")
            _multiply(made.settings_dict["NAME"], table, int(count * share), own)
        drill.say("every migration since, under reads")
        with inside(made), Readers(made) as readers:
            took = _timed(lambda: _quietly("migrate", interactive=False, verbosity=0))
        made.close()
        postgres.drop(made.settings_dict["NAME"])
    table, waited = readers.longest_wait
    shut, seconds, statement = readers.longest_shut
    drill.figure("every migration since the first release", f"{took:.0f} s, {readers.reads:,} reads", "done", held=True)
    drill.took(f"longest wait of a reader meanwhile, at {table}", waited, 3)
    drill.took(f"longest that a table was closed to readers, {shut}, at last by “{statement}”", seconds, 3)


def _multiply(database: str, table: str, count: int, own: set[str]) -> None:
    """Many rows like the first one: past triggers and foreign keys, as nobody else may."""
    with servers.connect("postgres", servers.SUPERUSER, database) as cursor:
        cursor.execute(
            "SELECT quote_ident(column_name) FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        columns = [name for (name,) in cursor.fetchall()]
        values = ", ".join(f"{BEYOND} + n" if name in own else name for name in columns)
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)})"
            f" SELECT {values} FROM (SELECT * FROM {table} LIMIT 1) one, generate_series(1, %s) n",
            [count],
        )
        cursor.execute(f"ANALYZE {table}")


def _quietly(command: str, *args: str, **options: Any) -> None:
    call_command(command, *args, **options, stdout=io.StringIO(), stderr=io.StringIO())


def _timed(act: Callable[[], None]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began
