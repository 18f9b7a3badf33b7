"""Static files of a local instance: collected and compressed when they changed, not at every start."""

import hashlib
import importlib.metadata
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def refresh() -> bool:
    """Collect what changed into STATIC_ROOT. True when something had."""
    stamp = Path(settings.DATA_DIR) / "static.stamp"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now, encoding="ascii")
    return True


def _fingerprint() -> str:
    """Sizes and dates of our files, and the versions of the packages that bring the others."""
    marks = [f"{settings.BASE_DIR} django {importlib.metadata.version('django')}"]
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            marks.append(f"{name} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest()
