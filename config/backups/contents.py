"""What a portal holds, in numbers that say whether another holds the same: rows and a digest of each table, sequences, rules, files."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import Storage
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
# The order of rows does not matter to a sum.
DIGEST = 'SELECT count(*), coalesce(sum(hashtextextended(_row::text, 0)::numeric), 0)::text FROM "{}" AS _row'
SEQUENCES = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'"
RULES = """
    SELECT 'triggers', count(*) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'constraints besides NOT NULL', count(*) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT 'indexes', count(*) FROM pg_indexes WHERE schemaname = 'public'
"""

Contents = dict[str, dict[str, Any]]


def of_database(database: BaseDatabaseWrapper) -> Contents:
    """Rows and digest of every table, how far each sequence is, how many triggers, constraints and indexes stand guard."""
    with database.cursor() as cursor:
        cursor.execute(TABLES)
        tables = {}
        for (table,) in cursor.fetchall():
            cursor.execute(DIGEST.format(table))
            tables[table] = list(cursor.fetchone())
        cursor.execute(SEQUENCES)
        sequences = dict(cursor.fetchall())
        cursor.execute(RULES)
        return {"tables": tables, "sequences": sequences, "rules": dict(cursor.fetchall())}


def differences(wanted: Contents, found: Contents) -> list[str]:
    """What is not as it was, in words. A sequence may be further: it is read while others write.

    Of rules only kinds that both counted are compared. Earlier backups counted all constraints, among which PostgreSQL has every
    NOT NULL since 18 and had none before: what they say of constraints holds for no other server.
    """
    words = []
    for table in sorted(wanted["tables"].keys() | found["tables"].keys()):
        was, now = wanted["tables"].get(table), found["tables"].get(table)
        if was is None or now is None:
            words.append(f"table {table} is {'new' if was is None else 'missing'}")
        elif was[0] != now[0]:
            words.append(f"table {table} had {was[0]} rows and has {now[0]}")
        elif was[1] != now[1]:
            words.append(f"table {table} has other contents")
    behind = [name for name, last in wanted["sequences"].items() if found["sequences"].get(name, -1) < last]
    words += [f"sequence {name} is behind" for name in sorted(behind)]
    for kind in sorted(wanted["rules"].keys() & found["rules"].keys()):
        was, now = wanted["rules"][kind], found["rules"][kind]
        if was != now:
            words.append(f"there were {was} {kind} and there are {now}")
    return words


def rows(contents: Contents) -> int:
    """Of all tables."""
    return sum(count for count, _digest in contents["tables"].values())


def file_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file of a store, folder by folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in sorted(files) if name)
    for name in sorted(folders):
        yield from file_names(storage, prefix + name)


def hash_of(content: bytes) -> str:
    """SHA-256, as stored files carry it."""
    return hashlib.sha256(content).hexdigest()
