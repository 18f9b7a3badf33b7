"""Every tool that keeps the house, run as a test: `manage.py test` is the one command there is."""

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.production import run


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["lint-imports"],
        ["djlint", "templates", "--lint", "--quiet"],
    ],
    ids=["ruff_check", "ruff_format", "import_street", "djlint"],
)
def test_tool_finds_nothing(command):
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_types_hold():
    done = run("mypy", "--no-error-summary", ".")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_model_change_has_its_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_table_is_closed_while_models_are_made_anew():
    """What is written by `makemigrations` makes the models anew for each trigger, with the table closed: `core.operations` does not."""
    slow = [
        path for path in settings.BASE_DIR.glob("*/migrations/0*.py") if "pgtrigger.migrations." in path.read_text()
    ]
    assert not slow, f"Write core.operations.AddTrigger and RemoveTrigger in {slow}"
