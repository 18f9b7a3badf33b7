"""The machine under an instance: accounts, folders, locks. Stdlib only."""

import fcntl
import hashlib
import os
import pwd
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config import env

SOCKET_PATH_LIMIT = 85  # sun_path takes 104 bytes at the least, and the server adds its own name
SYSTEM_STATE = Path("/var/lib")


class SetUpError(SystemExit):
    """Set-up cannot go on. The text says what to do; the command ends with 1."""


def server_account() -> pwd.struct_passwd | None:
    """The account that PostgreSQL runs as when we are root, which it refuses to be; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = "PostgreSQL does not run as root, and there is no account `postgres` or `nobody` to run it as. Set DATABASE_URL instead."
    raise SetUpError(message)


def reachable(path: Path, account: pwd.struct_passwd | None) -> bool:
    """True when `account` may enter every folder above `path`, judged by the permission bits alone."""
    return account is None or all(_may_enter(folder, account) for folder in path.absolute().parents if folder.exists())


def _may_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    found = folder.stat()
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.pw_gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def state_dir() -> Path:
    """Where the servers' data lie: the instance's folder, or a system place when the server's account cannot enter that one."""
    here = env.data_dir()
    if reachable(here / "inside", server_account()):
        return here
    return SYSTEM_STATE / f"wardbridge-{fingerprint(here)}"


def fingerprint(path: Path) -> str:
    """Eight letters that stand for a folder."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]


def make_dir(path: Path, *, mode: int = 0o755, account: pwd.struct_passwd | None = None) -> Path:
    """The folder, made if need be, with this mode, owned by `account` if given."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        if account is not None:
            os.chown(path, account.pw_uid, account.pw_gid)
        path.chmod(mode)
    except PermissionError as error:
        message = f"{path} belongs to another account. Run as that account, or choose another folder with --data DIR."
        raise SetUpError(message) from error
    return path


def socket_dir(name: str) -> Path:
    """Where the server `name` puts its socket. Only a name: `make_socket_dir` makes it."""
    path = state_dir() / "run" / name
    if len(str(path)) > SOCKET_PATH_LIMIT:
        return Path(tempfile.gettempdir()) / f"wardbridge-{os.geteuid()}-{fingerprint(path)}"
    return path


def make_socket_dir(name: str, account: pwd.struct_passwd | None = None) -> Path:
    """The socket's folder, closed to everybody else. One that a stranger made before us is refused, not used."""
    path = socket_dir(name)
    ours = {os.geteuid(), account.pw_uid if account else os.geteuid()}
    if path.is_symlink() or (path.exists() and path.stat().st_uid not in ours):
        message = f"{path} is not ours. Remove it, or choose another folder with --data DIR."
        raise SetUpError(message)
    return make_dir(path, mode=0o700, account=account)


@contextmanager
def locked(path: Path) -> Iterator[IO[str]]:
    """Hold the lock file `path` alone; waits for whoever has it."""
    with open_lock(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def open_lock(path: Path) -> IO[str]:
    """The lock file, made if need be and not emptied."""
    make_parent(path)
    try:
        return path.open("a+", encoding="utf-8")
    except PermissionError as error:
        message = f"{path} belongs to another account. Run as that account, or choose another folder with --data DIR."
        raise SetUpError(message) from error


def make_parent(path: Path) -> None:
    """The folder of a file, when there is none yet."""
    if not path.parent.exists():
        make_dir(path.parent)


def standing(path: Path) -> Path:
    """The folder itself, or the nearest above it that is there: where its files would come to lie."""
    while not path.exists():
        path = path.parent
    return path


def is_held(path: Path) -> bool:
    """True while some process holds the lock file `path` alone."""
    with open_lock(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
