"""Makes the environment that everything else runs in. Stdlib only, any Python from 3.11 on, nothing else on the machine.

`.venv` holds what config/requirements.lock names, or, for the commands in `FOR_DEVELOPERS`, config/requirements-dev.lock,
which names the same versions and more. An interpreter that has them already, a container's for one, is used as it is.
The locks are made, in config/, by

    uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate X.in -o X.lock
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from config import debian

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ("requirements.lock", "requirements-dev.lock")
FOR_DEVELOPERS = {"test", "bench", "drill"}
OLDEST = (3, 11)
AGAIN = "WARDBRIDGE_BOOTSTRAPPED"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)( ;)?")


def enter(argv: list[str]) -> None:
    """Return inside an environment that fits the lock; start the command anew in one if this is not it."""
    _find_newer_python(argv)
    command = next((word for word in argv[1:] if not word.startswith("-")), "")
    lock = ROOT / "config" / ("requirements-dev.lock" if command in FOR_DEVELOPERS else "requirements.lock")
    here = Path(sys.prefix).resolve() == VENV.resolve()
    if here and not _stamped(lock) and fits(lock):
        _stamp(lock)
    if not (_stamped(lock) if here else fits(lock)):
        if os.environ.get(AGAIN) == lock.name:
            sys.exit(
                f"{VENV} does not hold what {lock.name} names even after it was made anew. Remove it and try again."
            )
        if not _stamped(lock):
            make(lock)
        _again(argv, lock)
    debian.provide_libraries(ROOT / "var", for_tests=command == "test", restart=lambda: _again(argv, lock))


def fits(lock: Path) -> bool:
    """True when this interpreter has every version that `lock` names. Names bound to a platform or a Python may be missing."""
    wanted: dict[str, set[str]] = {}
    bound = set()
    for name, version, marker in map(
        re.Match.groups, filter(None, map(PIN.match, lock.read_text(encoding="utf-8").splitlines()))
    ):
        wanted.setdefault(name, set()).add(version)
        if marker:
            bound.add(name)
    for name, versions in wanted.items():
        try:
            if importlib.metadata.version(name) not in versions:
                return False
        except importlib.metadata.PackageNotFoundError:
            if name not in bound:
                return False
    return True


def make(lock: Path) -> None:
    """Make or mend `.venv`: with uv where there is one, else with venv and pip. Nothing is installed whose hash is not in the lock."""
    uv = shutil.which("uv")
    whole = any(_stamp_file(lock.with_name(name)).exists() for name in LOCKS) and _runs()
    say(
        f"{'adding to' if whole else 'making'} {VENV.name} from {lock.name} with {'uv' if uv else 'pip; this takes a minute or two'}"
    )
    for name in LOCKS:  # what is interrupted from here on is made anew
        _stamp_file(lock.with_name(name)).unlink(missing_ok=True)
    if uv:
        if not whole:
            run([uv, "venv", "-q", "--allow-existing", "--python", sys.executable, str(VENV)])
        run([uv, "pip", "sync", "-q", "--require-hashes", "--compile-bytecode", "--python", str(PYTHON), str(lock)])
    else:
        # Whoever runs out of it meanwhile, a portal for one, goes on: what is whole is never emptied under them.
        pip = [str(PYTHON), "-m", "pip"] if whole and (VENV / "bin" / "pip").exists() else _venv_with_pip()
        # The lock is complete, so nothing is resolved anew: pip before 23.3 took `coverage[toml]` for a release newer than the pinned one.
        quiet = ["-q", "--disable-pip-version-check", "--no-input"]
        run([*pip, "install", *quiet, "--no-deps", "--require-hashes", "-r", str(lock)])
    _stamp(lock)


def _runs() -> bool:
    """Whether the Python of `.venv` is still there: the system's, from which it was made, may have gone."""
    return PYTHON.exists() and subprocess.run([str(PYTHON), "-c", ""], capture_output=True, check=False).returncode == 0


def _venv_with_pip() -> list[str]:
    """How to call pip for `.venv`. Debian takes ensurepip out of Python: as root its package is installed, else pip's wheel is borrowed."""
    wheel = None
    if importlib.util.find_spec("ensurepip") is None and not debian.install(
        ["python3-venv"], "Python's venv module is missing"
    ):
        wheel = debian.borrow_pip(ROOT / "var" / "pip")
        if wheel is None:
            sys.exit(
                "Python's venv module is missing. Install it (Debian, Ubuntu: sudo apt-get install python3-venv), then start again."
            )
    run([sys.executable, "-m", "venv", "--clear", *(["--without-pip"] if wheel else []), str(VENV)])
    return [str(PYTHON), f"{wheel}/pip"] if wheel else [str(PYTHON), "-m", "pip"]


def run(command: list[str]) -> None:
    """Run a step of the set-up; end with what it said if it fails."""
    env = dict(os.environ)
    if not Path(env.get("HOME") or "/nonexistent").is_dir():
        env |= {
            "UV_CACHE_DIR": str(ROOT / "var" / "cache" / "uv"),
            "PIP_CACHE_DIR": str(ROOT / "var" / "cache" / "pip"),
        }
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        words = (done.stderr or done.stdout).strip()[-3000:]
        sys.exit(f"This step failed: {' '.join(command)}\n{words}\nNothing is broken: start again when it is mended.")


def say(words: str) -> None:
    """One line about the set-up, apart from what the command prints."""
    sys.stderr.write(f"[set-up] {words}\n")
    sys.stderr.flush()


def _stamp(lock: Path) -> None:
    """Remember that `.venv` fits `lock`. The larger lock holds the smaller; the smaller says nothing about the larger."""
    _stamp_file(lock).write_text(_digest(lock), encoding="ascii")
    other = lock.with_name("requirements.lock" if lock.name == "requirements-dev.lock" else "requirements-dev.lock")
    if lock.name == "requirements-dev.lock":
        _stamp_file(other).write_text(_digest(other), encoding="ascii")
    else:
        _stamp_file(other).unlink(missing_ok=True)


def _stamped(lock: Path) -> bool:
    stamp = _stamp_file(lock)
    return PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == _digest(lock)


def _stamp_file(lock: Path) -> Path:
    return VENV / f".{lock.stem}"


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _again(argv: list[str], lock: Path) -> None:
    """Start the same command anew in `.venv`."""
    os.environ[AGAIN] = lock.name
    os.execv(PYTHON, [str(PYTHON), *argv])


def _find_newer_python(argv: list[str]) -> None:
    """Start anew with a newer Python if this one is too old and another is on PATH."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(14, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *argv])
    sys.exit("The portal needs Python 3.11 or newer (Debian 12, Ubuntu 24.04 and newer have it).")
