"""The bench's own databases, beside the portal's: made, migrated once, copied, and dropped at the end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from config import env, servers

NAME = "wardbridge_bench"


@contextmanager
def own_databases(*kinds: str) -> Iterator[dict[str, BaseDatabaseWrapper]]:
    """An empty, migrated database for each kind, on the server of the portal’s own."""
    wanted = {kind: f"{NAME}_{kind}" for kind in kinds}
    _drop(wanted.values())
    made: dict[str, BaseDatabaseWrapper] = {}
    try:
        for kind, name in wanted.items():
            template = next(iter(made.values()), None)
            _execute(
                f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template.settings_dict["NAME"]}"' if template else "")
            )
            made[kind] = wrapper(name)
            if template is None:
                with inside(made[kind]):
                    call_command("migrate", interactive=False, verbosity=0)
                made[kind].close()  # or it could not be copied
        yield made
    finally:
        for database in made.values():
            database.close()
        _drop(wanted.values())


@contextmanager
def inside(database: BaseDatabaseWrapper) -> Iterator[None]:
    """What is asked of the default database is asked of this one."""
    was = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = database
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = was


def wrapper(name: str) -> BaseDatabaseWrapper:
    """Entered as the superuser of a server of our own, for the filling; as ourselves on somebody else’s."""
    settings = dict(connections[DEFAULT_DB_ALIAS].settings_dict)
    if not env.text("DATABASE_URL"):
        settings["USER"] = servers.SUPERUSER
    made: BaseDatabaseWrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(
        {**settings, "NAME": name}, DEFAULT_DB_ALIAS
    )
    return made


def _drop(names: Iterable[str]) -> None:
    for name in names:
        _execute(f'DROP DATABASE IF EXISTS "{name}"')


def _execute(statement: str) -> None:
    """On the server, outside any transaction."""
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - how Django itself makes its test databases
        cursor.execute(statement)
