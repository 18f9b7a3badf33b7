"""Every tool that keeps the house, run as a test: `manage.py test` is the one command there is."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from config import keys

BIN = Path(sys.executable).parent


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=settings.BASE_DIR,
        env={"PATH": f"{BIN}:/usr/bin:/bin", "PYTHONPATH": str(settings.BASE_DIR), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


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


def production(tmp_path: Path, **changes: str) -> dict[str, str]:
    """An environment that production accepts, and changes to it. No server is opened by a check."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": "postgres://portal:word@database/portal",
        "REDIS_URL": "redis://broker:6379/0",
        "WARDBRIDGE_SITE_URL": "https://portal.example.org",
        "WARDBRIDGE_MAIL_URL": "smtp://portal:word@mail.example.org:587",
        "WARDBRIDGE_MAIL_FROM": "Placement office <office@example.org>",
        "WARDBRIDGE_SECRET_KEY": keys.fresh() + keys.fresh(),
        "WARDBRIDGE_FERNET_KEYS": keys.fresh(),
        "WARDBRIDGE_LINK_KEY": keys.fresh() + keys.fresh(),
        "WARDBRIDGE_LOOKUP_KEY": keys.fresh() + keys.fresh(),
        "WARDBRIDGE_SEAL_KEY_FILE": str(tmp_path / "seal.pem"),
        "WARDBRIDGE_DATA": str(tmp_path),
        **changes,
    }


def check_deploy(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run("python", "-m", "django", "check", "--deploy", "--fail-level", "WARNING", **environment)


def test_production_settings_pass_djangos_deployment_check(tmp_path):
    done = check_deploy(production(tmp_path))
    assert done.returncode == 0, done.stderr


def test_production_names_everything_that_is_missing_at_once():
    done = check_deploy({"DJANGO_SETTINGS_MODULE": "config.settings.production"})
    assert done.returncode != 0
    wanted = [
        line.split(":")[0].strip() for line in done.stderr.splitlines() if line.startswith("  ") and ": the" in line
    ]
    assert {"DATABASE_URL", "REDIS_URL", "WARDBRIDGE_SITE_URL", "WARDBRIDGE_MAIL_URL"} <= set(wanted)
    assert "WARDBRIDGE_SECRET_KEY: 50 random characters or more" in done.stderr


@pytest.mark.parametrize(
    "name", sorted(production(Path("/data")).keys() - {"DJANGO_SETTINGS_MODULE", "WARDBRIDGE_DATA"})
)
def test_production_does_not_start_without(tmp_path, name):
    done = check_deploy(production(tmp_path, **{name: ""}))
    assert done.returncode != 0
    assert f"  {name}: " in done.stderr


def test_production_cookies_belong_to_the_host_alone(tmp_path):
    script = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LOCAL, s.CLOCK_SHIFT)"
    done = run("python", "-c", script, **production(tmp_path, WARDBRIDGE_CLOCK_SHIFT="86400"))
    assert done.stdout.split() == ["__Host-session", "__Host-csrf", "False", "0:00:00"]
