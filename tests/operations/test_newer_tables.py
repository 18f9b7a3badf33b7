"""Old code on newer tables is said, not guessed; an upgrade under way turns nobody away."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config.operations.checks import of_portal
from config.operations.figures import figures_now
from config.pages import health
from core import clock

pytestmark = pytest.mark.django_db


def tables():
    now = clock.now()
    return next(check for check in of_portal(figures_now(now), now) if check.name == "migrations")


def test_tables_of_a_newer_version_are_noticed_and_pages_go_on(client, monkeypatch):
    monkeypatch.setitem(health._held, "until", 0.0)
    assert (health.migrations(), tables().well) == ("ok", True)
    MigrationRecorder(connection).record_applied("accounts", "9999_of_next_year")
    assert (health.migrations(), tables().well) == ("1 of a newer version", False)
    assert "of a newer version" in tables().found
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (200, "1 of a newer version")


def test_what_was_made_one_migration_since_and_apps_that_are_gone_are_not_newer():
    loader = MigrationLoader(connection)
    replaced = [key for migration in loader.disk_migrations.values() for key in migration.replaces]
    assert health.unknown([*loader.disk_migrations, *replaced, ("an_app_of_before", "0001_initial")], loader) == []
