"""A database of the first release, with a term in it, is brought to today's tables, and everything in it is still there."""

import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from config.backups import contents, postgres
from config.bench.databases import inside
from evaluations.models import Certificate
from placements.models import Application, Placement, Slot
from students.models import Student

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DUMP = Path(__file__).parent / "data" / "first_release.sql.xz"
# What a later migration removes or moves elsewhere, and what every migration writes.
OTHERWISE = {"auth_permission", "django_content_type", "django_migrations"}


@pytest.fixture
def old() -> Iterator[BaseDatabaseWrapper]:
    with postgres.made_beside("first") as made:
        postgres.run(lzma.decompress(DUMP.read_bytes()), made)
        yield made
        made.close()
        postgres.drop(made.settings_dict["NAME"])


def rows(database: BaseDatabaseWrapper) -> dict[str, int]:
    return {table: count for table, (count, _digest) in contents.of_database(database)["tables"].items()}


def test_a_database_of_the_first_release_becomes_todays_and_loses_no_row(old):
    before = rows(old)
    assert (before["students_student"], before["placements_placement"] > 10) == (31, True)
    with inside(old):
        call_command("migrate", interactive=False, verbosity=0)
        executor = MigrationExecutor(connections["default"])
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
        after = rows(old)
        told = {name for name, n in before.items() if after.get(name) != n} - OTHERWISE
        assert told == {"students_studentevent"}  # what a migration writes to students is history too
        assert after["students_studentevent"] > before["students_studentevent"]
        assert Student.objects.exclude(user__name="").count() == 31
        wrong = [slot.pk for slot in Slot.objects.all() if slot.held != slot.applications.holding().count()]
        assert wrong == []
        assert Application.objects.exclude(partner=None).count() == Application.objects.count()
        assert set(Placement.objects.values_list("state", flat=True)) >= {"active", "completed"}
        assert Certificate.objects.live().count() == before["evaluations_certificate"] > 0
    rules = contents.of_database(old)["rules"]
    assert rules == contents.of_database(connection)["rules"]
