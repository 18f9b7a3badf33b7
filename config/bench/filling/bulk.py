"""Writing rows by the hundred thousand: `INSERT … SELECT`, with the model's own defaults for whatever is not said."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

# A number from 0 to 1 for the row `n`, another one for each `salt`; and one of a list by such a number.
HELPERS = """
CREATE OR REPLACE FUNCTION pg_temp.chance(n bigint, salt integer) RETURNS double precision LANGUAGE sql IMMUTABLE AS
    $$ SELECT (hashint8extended(n, salt) & 1048575) / 1048576.0 $$;
CREATE OR REPLACE FUNCTION pg_temp.pick(words text[], chance double precision) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT words[1 + floor(chance * cardinality(words))::integer] $$;
"""


def prepare() -> None:
    """Make the helpers, for as long as the connection lasts."""
    with connection.cursor() as cursor:
        cursor.execute(HELPERS)


def insert(model: type[models.Model], source: str, **values: str) -> int:
    """Fill the model's table from `source`; `values` are SQL by field name. Returns how many rows it wrote."""
    names, parts, params = [], [], []
    for field in model._meta.concrete_fields:
        said = values.pop(field.name, None) or values.pop(field.attname, None)
        if field.generated or (said is None and field.primary_key):
            continue
        names.append(f'"{field.column}"')
        parts.append(said or f"%s::{field.rel_db_type(connection) if field.is_relation else field.db_type(connection)}")
        if said is None:
            params.append(field.get_db_prep_save(field.get_default(), connection))
    if values:
        raise TypeError(f"{model.__name__} has no {', '.join(values)}")
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({", ".join(names)}) SELECT {", ".join(parts)} FROM {source}', params)
        return int(cursor.rowcount)


@contextmanager
def without_triggers(*tables: type[models.Model], but: Sequence[str] = ()) -> Iterator[None]:
    """Rows are taken as they come: nothing is counted, nothing goes into the history. `but` names triggers that stay.

    A superuser, whom the server of `manage.py up` has, leaves out the foreign keys too: a minute for three million of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        which = "ALL" if cursor.fetchone() == ("on",) else "USER"
        _judge_what_waits(cursor)
        for model in tables:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE TRIGGER {which}')
        for name in but:
            table, _dot, trigger = name.partition(".")
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER "{trigger}"')
        yield
        _judge_what_waits(cursor)
        for model in tables:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" ENABLE TRIGGER {which}')


def _judge_what_waits(cursor: Any) -> None:
    """A table with unchecked foreign keys cannot be altered."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def count_on(*tables: type[models.Model]) -> None:
    """Let the next row that is made the ordinary way have the next number."""
    with connection.cursor() as cursor:
        for model in tables:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(max(id), 1)) FROM \"{table}\""
            )


def literal(words: Sequence[str]) -> str:
    """A list of words as SQL."""
    quoted = ", ".join("'" + word.replace("'", "''").replace("%", "%%") + "'" for word in words)
    return f"ARRAY[{quoted}]"


def pick(words: Sequence[str], chance: str) -> str:
    """SQL for one of the words."""
    return f"pg_temp.pick({literal(words)}, {chance})"


def chance(number: str, salt: int) -> str:
    """SQL for a number from 0 to 1 that belongs to the row."""
    return f"pg_temp.chance(({number})::bigint, {salt})"
