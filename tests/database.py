"""The test database, copied from a migrated one. Migrating takes seconds, copying a fraction of one, and every process needs its own.

The migrated one is kept in the test server under a name made of what it was made from; DATABASE_URL's server, where we may not
leave things lying about, is migrated the plain way.
"""

import hashlib
import importlib.metadata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2.extensions
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

from config import machine, servers

PREFIX = "migrated_"
# What migrations write, and tests do not.
MIGRATED = {"auth_permission", "django_content_type", "django_migrations"}
SERVER = servers.Postgres(for_tests=True)


@contextmanager
def copied_database() -> Iterator[None]:
    """A fresh database of the name that pytest-django chose, for as long as the process tests; then it is dropped."""
    name = connection.settings_dict["TEST"]["NAME"]
    # One at a time: whoever waits finds the template made, and nobody drops it while it is copied.
    with machine.locked(SERVER.lock("template")), servers.connect(SERVER.name, servers.SUPERUSER) as cursor:
        template = migrated_database(cursor)
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER {servers.OWNER}')
    _use(name)
    try:
        yield
    finally:
        connection.close()
        with servers.connect(SERVER.name, servers.SUPERUSER) as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def migrated_database(cursor: "psycopg2.extensions.cursor") -> str:
    """The name of the database from which to copy; made anew when the migrations changed. The caller holds the lock."""
    name = PREFIX + fingerprint()
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    existing = [row[0] for row in cursor.fetchall()]
    if name in existing:
        return name
    for old in existing:
        cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{name}_new" OWNER {servers.OWNER}')
    _use(f"{name}_new")
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def empty_written_tables(_case: TransactionTestCase) -> None:
    """Empty what a test with real commits wrote, past all triggers: as the superuser, for the owner of the tables may not.

    Django would empty three hundred tables and make every permission anew, seconds a test. TRUNCATE makes new files for each table and
    for all that refer to it, half a second a test; what little there is, DELETE removes in a hundredth.
    """
    with servers.connect(SERVER.name, servers.SUPERUSER, connection.settings_dict["NAME"]) as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"
        )
        written = [connection.ops.quote_name(name) for (name,) in cursor.fetchall() if name not in MIGRATED]
        emptied = [f"DELETE FROM {name}" for name in written]  # noqa: S608 - the database's own names
        cursor.execute("; ".join(["SET session_replication_role = replica", *emptied]))


def fingerprint() -> str:
    """What a migrated database depends on: which apps there are, every migration, and the versions of Django and the triggers’ makers."""
    digest = hashlib.sha256(" ".join(settings.INSTALLED_APPS).encode())
    for package in ("django", "django-allauth", "django-pghistory", "django-pgtrigger"):
        digest.update(importlib.metadata.version(package).encode())
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        if Path(app.path).is_relative_to(settings.BASE_DIR):
            for path in sorted(Path(app.path, "migrations").glob("*.py")):
                digest.update(f"{app.label}/{path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
