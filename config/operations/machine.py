"""What the portal needs of its machine, for `manage.py doctor`."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection

from config import binaries, debian, env, machine
from config.operations.checks import Check, good, lacking

GIGABYTE = 1024**3
FONTS = settings.BASE_DIR / "static" / "fonts"


def of_machine() -> Iterator[Check]:
    """Every look, in the order in which a portal needs them. Opens a connection to the mail server."""
    yield Check("python", "Python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield Check("data", "Data", *_data_folder(Path(settings.DATA_DIR)))
    yield good(
        "time",
        "Time",
        f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC; if that is not so, links and deadlines end at the wrong time",
    )
    yield good("keys", "Keys", f"{settings.DATA_DIR / 'keys'}, made here" if settings.LOCAL else "from the environment")
    yield _program("postgresql", "DATABASE_URL", lambda: " ".join(map(str, binaries.find_postgres())))
    yield _program("valkey", "REDIS_URL", binaries.find_valkey)
    pango = debian.have_pango()
    yield Check("pango", "Pango", pango, "PDFs can be made" if pango else f"apt-get install {' '.join(debian.PANGO)}")
    yield Check("weasyprint", "WeasyPrint", *_weasyprint())
    fonts = len(list(FONTS.glob("*.ttf")))
    yield Check("fonts", "Fonts", fonts > 0, f"{fonts} in {FONTS}")
    yield Check("static", "Style sheets", *_collected())
    browser = debian.browser() or "not here; only the suite's browser journeys need it"
    yield good("chromium", "Chromium", browser)
    yield Check("mail", "Mail", *_mail_server())


def _data_folder(folder: Path) -> tuple[bool, str]:
    """Whether it is there and ours to write, and how much room its disk has."""
    free = f"{shutil.disk_usage(machine.standing(folder)).free / GIGABYTE:.1f} GB free"
    if not folder.is_dir():
        return False, f"{folder} is not there: mkdir -p {folder}, owned by the user of the portal; {free}"
    if not os.access(folder, os.W_OK | os.X_OK):
        return False, f"{folder} is not this user’s to write: chown it; {free}"
    return True, f"{folder}, {free}"


def _collected() -> tuple[bool, str]:
    """Whether the files that ship with the code stand where web processes serve them from."""
    if settings.LOCAL:
        return True, "collected by manage.py up"
    listed = Path(settings.STATIC_ROOT, "staticfiles.json")
    if os.access(listed, os.R_OK):
        return True, str(settings.STATIC_ROOT)
    if os.access(settings.STATIC_ROOT, os.F_OK) and not os.access(settings.STATIC_ROOT, os.R_OK | os.X_OK):
        return False, f"{settings.STATIC_ROOT} is not this user’s to read: manage.py collectstatic --clear as its owner"
    return False, "manage.py collectstatic"


def _mail_server() -> tuple[bool, str]:
    """Whether the mail server takes a connection. Nothing is sent."""
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except OSError as error:
        return False, f"{settings.EMAIL_BACKEND}: {error}"
    return True, settings.EMAIL_BACKEND


def _program(name: str, variable: str, find: Callable[[], object]) -> Check:
    """A server: somebody else's by its address, or the program with which we would start our own."""
    if env.text(variable):
        return good(name, name, f"{variable} is set")
    try:
        return good(name, name, f"ours: {find()}")
    except machine.SetUpError as error:
        return lacking(name, name, str(error))


def _weasyprint() -> tuple[bool, str]:
    """Whether it can be imported, which opens Pango."""
    try:
        return True, import_module("weasyprint").__version__
    except (ImportError, OSError) as error:
        return False, str(error).splitlines()[0]
