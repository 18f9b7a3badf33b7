"""An environment that production accepts, and programs run in one of their own."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings

from config import keys

BIN = Path(sys.executable).parent


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program of the environment's, in the clone, with these variables and no others."""
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=settings.BASE_DIR,
        env={"PATH": f"{BIN}:/usr/bin:/bin", "PYTHONPATH": str(settings.BASE_DIR), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def production(folder: Path, **changes: str) -> dict[str, str]:
    """What production wants, with changes. Nobody answers at these addresses."""
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
        "WARDBRIDGE_SEAL_KEY_FILE": str(folder / "seal.pem"),
        "WARDBRIDGE_DATA": str(folder),
        **changes,
    }


def says(script: str, environment: dict[str, str]) -> list[str]:
    """The words that a few lines of Python print."""
    done = run("python", "-c", script, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()
