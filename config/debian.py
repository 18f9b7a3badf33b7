"""What pip cannot bring: system libraries and programs. Stdlib only.

Installed where we are root on Debian, borrowed where that can be done without, named with the line to run elsewhere.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig"]
SONAMES = ["libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1"]
# Browsers of the journeys, programs and Debian packages of one name: the one without windows does half the work for the same pages.
BROWSERS = ("chromium-headless-shell", "chromium")
# Program -> package: two readers that check our PDFs.
TEST_PROGRAMS = {"qpdf": "qpdf", "pdftotext": "poppler-utils"}
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
# Libraries that Python itself already has in use: another copy would only do harm.
NEVER_BORROWED = ("libc6", "libgcc", "libcrypt", "libdebconf", "libselinux")


def provide_libraries(var: Path, *, for_tests: bool, restart: Callable[[], None]) -> None:
    """See to Pango, and for tests to the browser. Neither is fatal: no paper without the one, no journey without the other."""
    borrowed = [
        str(path)
        for pattern in ("usr/lib/*-linux-*", "lib/*-linux-*")
        for path in sorted((var / "pango").glob(pattern))
    ]
    searched = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    if not set(borrowed) <= set(searched):
        os.environ["LD_LIBRARY_PATH"] = ":".join(filter(None, [*borrowed, *searched]))
        restart()
    if not have_pango() and not install(PANGO, "PDFs need Pango") and not borrowed:
        if borrow(PANGO, var / "pango", with_dependencies=True):
            restart()
        say_how(PANGO, "Certificates and letters are PDFs, and PDFs need Pango. The rest of the portal works without")
    if for_tests:
        missing = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
        if missing and not install(missing, "PDF checks need them"):
            say_how(missing, "PDF checks are left out")
        if not browser() and not any(install([name], "browser journeys need one") for name in BROWSERS):
            say_how(BROWSERS[:1], "Browser journeys are left out")


def browser() -> str | None:
    """Path of the machine's Chromium."""
    return next(filter(None, map(shutil.which, (*BROWSERS, "chromium-browser", "google-chrome"))), None)


def have_pango() -> bool:
    """True when every library that WeasyPrint opens can be opened."""
    try:
        for name in SONAMES:
            ctypes.CDLL(name)
    except OSError:
        return sys.platform == "darwin" and bool(shutil.which("pango-view"))
    return True


def is_debian() -> bool:
    """True where apt and dpkg rule."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg"))


def install(packages: Sequence[str], why: str) -> bool:
    """Install packages when we are root on Debian; False when we are not, or it failed."""
    if not (is_debian() and os.geteuid() == 0):
        return False
    sys.stderr.write(f"[set-up] {why}: installing {' '.join(packages)}\n")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=env, check=False, **QUIET)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(command, env=env, check=False, **QUIET).returncode == 0


def say_how(packages: Sequence[str], why: str) -> None:
    """The one line to run."""
    line = (
        f"sudo apt-get install {' '.join(packages)}"
        if is_debian()
        else "install Pango, Chromium, qpdf and poppler with your package manager"
    )
    sys.stderr.write(f"[set-up] {why}. To mend that:\n\n    {line}\n\n")


def borrow(packages: Sequence[str], folder: Path, *, with_dependencies: bool = False) -> bool:
    """Unpack packages under `folder`, which needs no root. True when something was unpacked."""
    if not is_debian():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    names = _libraries_below(packages) if with_dependencies else list(packages)
    subprocess.run(["apt-get", "download", "-qq", *names], cwd=folder, check=False, **QUIET)
    found = list(folder.glob("*.deb"))
    for archive in found:
        subprocess.run(["dpkg", "-x", str(archive), str(folder)], check=False)
        archive.unlink()
    return bool(found)


def borrow_pip(folder: Path) -> Path | None:
    """Pip as a wheel, which Python can run as it is."""
    borrow(["python3-pip-whl"], folder)
    return next(iter(folder.glob("usr/share/python-wheels/pip-*.whl")), None)


def _libraries_below(packages: Sequence[str]) -> list[str]:
    """The packages and every library they need."""
    switches = [f"--no-{kind}" for kind in ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")]
    told = subprocess.run(
        ["apt-cache", "depends", "--recurse", *switches, *packages], capture_output=True, text=True, check=False
    ).stdout
    names = {line for line in told.splitlines() if line.startswith("lib") and not line.startswith(NEVER_BORROWED)}
    return sorted(names | set(packages))
