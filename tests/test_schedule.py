"""The clock table, and the same for a portal whose clock was moved."""

import pytest
from celery import current_app

from config import schedule


@pytest.mark.parametrize("name", schedule.SCHEDULE)
def test_every_row_names_a_task_that_is_there(name):
    current_app.loader.import_default_modules()
    assert schedule.SCHEDULE[name]["task"] in current_app.tasks


def test_a_moved_clock_walks_the_same_table_within_a_quarter_of_a_minute():
    hurried = schedule.hurried()
    assert {name: row["task"] for name, row in hurried.items()} == {
        name: row["task"] for name, row in schedule.SCHEDULE.items()
    }
    assert {row["schedule"] for row in hurried.values()} == {15.0}
