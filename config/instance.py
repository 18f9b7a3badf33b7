"""One instance of the portal on this machine: its data folder, what it is (a demo, or somebody's own), and whether it runs."""

import argparse
import fcntl
import json
import os
import socket
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from config import env, machine
from config.machine import SetUpError

DEMO, OWN, EARNEST = "demo", "own", "production"
OWN_FOLDER = "wardbridge-drill-"
SECONDS_IN_DAY = 86400


def mode_file(data: Path) -> Path:
    """Where an instance says what it is. Written when it first starts, so that every later command knows."""
    return data / "mode"


def is_demo(data: Path) -> bool:
    """True unless the instance was started with --no-demo."""
    path = mode_file(data)
    return not path.exists() or path.read_text(encoding="ascii").strip() == DEMO


def mark_as_earnest(data: Path) -> None:
    """Say that production keeps its files here, as `migrate` does there: whoever comes without its variables is turned away."""
    if data.is_dir() and not is_earnest(data):
        mode_file(data).write_text(EARNEST, encoding="ascii")


def is_earnest(data: Path) -> bool:
    """True where production keeps its files."""
    path = mode_file(data)
    return path.exists() and path.read_text(encoding="ascii").strip() == EARNEST


def refuse_in_earnest(data: Path) -> None:
    """A command without production's variables would work on an empty portal beside it, and count that one's files as nobody's."""
    if is_earnest(data):
        message = (
            f"{data} belongs to a portal in earnest, and its variables are not set: nothing was done. Export them first, "
            "DJANGO_SETTINGS_MODULE=config.settings.production among them. For a portal to try, name another folder: --data DIR"
        )
        raise SetUpError(message)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `up`."""
    parser.add_argument("--port", type=int, default=8000, help="The port of the address. Default: 8000.")
    parser.add_argument(
        "--host",
        default="localhost",
        help="Whom to listen to: localhost, an address of this machine, or 0.0.0.0 for all.",
    )
    parser.add_argument("--data", type=Path, help="Another data folder: a second portal beside the first.")
    parser.add_argument(
        "--no-demo", action="store_true", help="An empty portal of your own. Prints the first administrator's link."
    )
    parser.add_argument(
        "--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="Set the portal's clock to this day."
    )


def prepare(argv: list[str]) -> None:
    """Put what `up`'s options say into the environment, where settings and every process of the instance read it."""
    parser = argparse.ArgumentParser(add_help=False)
    add_options(parser)
    options, _others = parser.parse_known_args(argv)
    address = "localhost" if options.host in {"0.0.0.0", "::", "127.0.0.1"} else options.host  # noqa: S104  (asked for in so many words)
    set_default("SITE_URL", f"http://{address}:{options.port}")
    if options.today:
        shift = (options.today - datetime.now(ZoneInfo(env.time_zone())).date()).days * SECONDS_IN_DAY
        os.environ[env.variable("CLOCK_SHIFT")] = str(shift)
    settle_mode(env.data_dir(), own=options.no_demo)


def take_data_option(argv: list[str]) -> list[str]:
    """Every command works on the instance that `--data DIR` names; the rest of the arguments is returned."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path)
    options, others = parser.parse_known_args(argv)
    if options.data:
        os.environ[env.variable("DATA")] = str(options.data.expanduser().resolve())
    return others


def take_own_folder() -> None:
    """For a command that breaks things: an instance of its own, a demo at a port of its own, in a folder that goes with it."""
    if os.environ.keys() & env.HOSTS_OWN:
        message = "A drill kills its servers, so it brings its own: unset DATABASE_URL and REDIS_URL first."
        raise SetUpError(message)
    if not env.data_dir().name.startswith(OWN_FOLDER):  # one of an earlier drill may be used again
        folder = Path(tempfile.mkdtemp(prefix=OWN_FOLDER)).resolve()
        folder.chmod(0o755)  # PostgreSQL's account has to enter
        os.environ[env.variable("DATA")], os.environ[env.variable("DRILL_ENDS")] = str(folder), "1"
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        set_default("SITE_URL", f"http://localhost:{line.getsockname()[1]}")
    settle_mode(env.data_dir(), own=False)


def set_default(name: str, value: str) -> None:
    """Set one of our variables unless the person did."""
    if not env.text(name):
        os.environ[env.variable(name)] = value


def settle_mode(data: Path, *, own: bool) -> None:
    """Say what the instance is, once and for all: a demo never turns into somebody's own portal with its people still in it."""
    machine.make_dir(data)
    path = mode_file(data)
    if not path.exists():
        path.write_text(OWN if own else DEMO, encoding="ascii")
    elif own and is_demo(data):
        message = f"{data} holds the demo. Start your own portal beside it: python3 manage.py up --no-demo --data DIR"
        raise SetUpError(message)


def claim(data: Path, address: str) -> IO[str]:
    """Mark the instance as running for as long as the returned file is open. Refuses when it runs already."""
    lock = machine.open_lock(data / "up.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        first = json.loads(lock.read() or "{}")
        message = (
            f"The portal is running already: {first.get('address', 'it is just starting')} (process {first.get('process', 'unknown')}).\n"
            "Stop it with Ctrl-C where it runs, or start a second one beside it: python3 manage.py up --data DIR --port 8001"
        )
        raise SetUpError(message) from None
    lock.truncate(0)
    json.dump({"address": address, "process": os.getpid()}, lock)
    lock.flush()
    return lock
