"""Mail that a server left in a Maildir: each is taken once and set aside, whatever became of it.

Only what is new is looked at: the folder of those set aside grows for years.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog
from celery import shared_task
from django.conf import settings

from core import clock
from placements.services.mail_in import MOST_SIZE, take_mail

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 200


@shared_task(name="placements.sweep_mail")
def sweep_mail() -> int:
    """Take what is new, the oldest first. Returns how many were taken.

    A mail whose taking fails stays new, behind those that came meanwhile, and is tried with a later sweep.
    """
    if not settings.MAIL_IN_DIR or not (box := Path(settings.MAIL_IN_DIR)).is_dir():
        return 0
    taken = 0
    for path in _oldest(box / "new"):
        try:
            with path.open("rb") as file:
                outcome = take_mail(file.read(MOST_SIZE + 1), now=clock.now())
        except FileNotFoundError:  # somebody else took it
            continue
        except Exception:
            log.exception("mail_in_failed", mail=path.name)
            with suppress(OSError):
                os.utime(path)
            continue
        _set_aside(path, box / "cur")
        log.info("mail_in", mail=path.name, outcome=str(outcome))
        taken += 1
    return taken


def _oldest(folder: Path) -> list[Path]:
    """What came first, as many as one sweep takes."""
    return [path for _since, path in sorted(_ages(folder))[:MOST_AT_ONCE]]


def _ages(folder: Path) -> Iterator[tuple[float, Path]]:
    """When each mail came. Names alone are read, and nothing of what vanishes meanwhile."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as found:
        for entry in found:
            with suppress(FileNotFoundError):
                if entry.is_file() and not entry.name.startswith("."):
                    yield entry.stat().st_mtime, Path(entry.path)


def _set_aside(path: Path, seen: Path) -> None:
    """Into the other folder of the Maildir, marked as read."""
    seen.mkdir(exist_ok=True)
    with suppress(FileNotFoundError):
        path.rename(seen / f"{path.name.partition(':')[0]}:2,S")
