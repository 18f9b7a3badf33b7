"""`manage.py rotate_keys`: what is encrypted is encrypted anew, with the newest key; then the older ones may go."""

import sys
from dataclasses import dataclass
from typing import Any

import pgtrigger
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, models, transaction

from accounts.models import Chore
from accounts.services.chores import record_chore
from core import clock
from core.actor import CLOCK
from core.fields import EncryptedTextField, encrypt_again

BATCH = 500  # rows a transaction: short locks, and little to do again after a stop


class Command(BaseCommand):
    """Safe to stop and to begin again: what bears the newest key already is passed over. Look-up columns stay as they are."""

    help = (
        "Encrypt everything with the first of FERNET_KEYS. Put a new key in front, restart all, run this, drop the old."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help=f"Rows a transaction. Default: {BATCH}.")

    def handle(self, *_args: Any, batch: int, **_options: Any) -> None:
        now, counts, closed = clock.now(), {}, 0
        for place in places():
            name, last = str(place), 0
            counts[name] = 0
            while found := encrypt_batch(place, after=last, size=batch):
                last, changed, unreadable = found
                counts[name] += changed
                closed += len(unreadable)
                for pk in unreadable:
                    self.stderr.write(f"{name} of row {pk} opens with none of the keys. It stays as it is.")
            self.stdout.write(f"{name}: {counts[name]:,} encrypted anew")
        note = ", ".join(f"{name} {changed}" for name, changed in counts.items())
        record_chore(Chore.Kind.ROTATE_KEYS, by=CLOCK, now=now, ok=not closed, note=note)
        if closed:
            sys.exit(1)
        self.stdout.write("Everything bears the newest key. The older ones may leave FERNET_KEYS.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where encrypted text is held: a column of a table, or one key of a column of JSON."""

    model: type[models.Model]
    column: str
    key: str = ""

    def __str__(self) -> str:
        return ".".join(filter(None, [self.model._meta.label, self.column, self.key]))

    @property
    def text(self) -> str:
        """SQL that reads it."""
        column = connection.ops.quote_name(self.column)
        return f"({column} ->> '{self.key}')" if self.key else column

    @property
    def written(self) -> str:
        """SQL that gives the column its new value, `fresh.token`."""
        column = connection.ops.quote_name(self.column)
        token = f"jsonb_set({column}, '{{{self.key}}}', to_jsonb(fresh.token))" if self.key else "fresh.token"
        return f"{column} = {token}"


def places() -> list[Place]:
    """Every encrypted column of every table, and the secrets of second steps, which allauth keeps."""
    fields = [(model, field) for model in apps.get_models() for field in model._meta.local_fields]
    ours = [Place(model, str(field.column)) for model, field in fields if isinstance(field, EncryptedTextField)]
    return [*ours, *(Place(Authenticator, "data", key) for key in ("secret", "seed"))]


@transaction.atomic
def encrypt_batch(place: Place, *, after: int, size: int) -> tuple[int, int, list[int]] | None:
    """The next rows in the order of their keys: the last key, how many changed, which no key opens; None at the end.

    Locks the rows. Past the triggers: the text stays what it was, so no history is written and what never changes has not changed.
    """
    quote = connection.ops.quote_name
    table, key = quote(place.model._meta.db_table), quote(str(place.model._meta.pk.column))
    select = (
        f"SELECT {key}, {place.text} FROM {table}"  # noqa: S608
        f" WHERE {key} > %s AND {place.text} <> '' ORDER BY {key} LIMIT %s FOR UPDATE"
    )
    update = (
        f"UPDATE {table} SET {place.written}"  # noqa: S608
        f" FROM unnest(%s::bigint[], %s::text[]) AS fresh (pk, token) WHERE {table}.{key} = fresh.pk"
    )
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(select, [after, size])
        rows = cursor.fetchall()
        new, unreadable = [], []
        for pk, held in rows:
            try:
                fresh = encrypt_again(held)
            except InvalidToken:
                unreadable.append(pk)
            else:
                new += [(pk, fresh)] if fresh != held else []
        if new:
            cursor.execute(update, [[pk for pk, _token in new], [token for _pk, token in new]])
    return (rows[-1][0], len(new), unreadable) if rows else None
