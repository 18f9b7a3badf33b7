"""What migrations need beyond Django's own operations, on tables of the test's own."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from core.operations import AtOnce

pytestmark = pytest.mark.django_db

WARD = migrations.CreateModel("Ward", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())])
BEDS = migrations.AddField("Ward", "beds", models.IntegerField(default=0))
FLOOR = migrations.AddField("Ward", "floor", models.IntegerField(db_index=True, default=0))
LIMIT = migrations.AddConstraint("Ward", models.CheckConstraint(condition=models.Q(beds__lt=99), name="few_beds"))


def carried_out(state, *steps):
    """The state after the steps; they are taken at once, in the database too."""
    after = state.clone()
    step = AtOnce(list(steps))
    step.state_forwards("core", after)
    with connection.schema_editor() as editor:
        step.database_forwards("core", editor, state, after)
    return after


def undone(before, after, *steps):
    with connection.schema_editor() as editor:
        AtOnce(list(steps)).database_backwards("core", editor, after, before)


def ward():
    """Its columns, and what is kept of which; None when there is no such table."""
    with connection.cursor() as cursor:
        if "core_ward" not in connection.introspection.table_names(cursor):
            return None
        columns = {column.name for column in connection.introspection.get_table_description(cursor, "core_ward")}
        kept = connection.introspection.get_constraints(cursor, "core_ward")
        return columns, sorted(tuple(one["columns"]) for name, one in kept.items() if not name.endswith("_not_null"))


WHOLE = ({"id", "name", "beds", "floor"}, [("beds",), ("floor",), ("id",)])


def test_a_new_table_is_made_with_all_that_follows_it():
    empty = ProjectState()
    after = carried_out(empty, WARD, BEDS, FLOOR, LIMIT)
    assert ward() == WHOLE
    undone(empty, after, WARD, BEDS, FLOOR, LIMIT)
    assert ward() is None


def test_a_table_that_is_there_is_changed_step_by_step():
    before = carried_out(ProjectState(), WARD)
    after = carried_out(before, BEDS, FLOOR, LIMIT)
    assert ward() == WHOLE
    undone(before, after, BEDS, FLOOR, LIMIT)
    assert ward() == ({"id", "name"}, [("id",)])
