"""The secrets of a local instance: made once, kept in <data>/keys, readable by its owner alone. Production takes them from the environment.

The portal's PDF seal lies beside them, made by core/signing.py when the first paper is sealed.
"""

import base64
import secrets
from pathlib import Path

from config import machine

NAMES = ("secret", "fernet", "link", "lookup")
LENGTH = 32


def make(folder: Path) -> None:
    """Make the keys that are missing, under a lock, so that web, worker and beat share one set."""
    machine.make_dir(folder, mode=0o700)
    with machine.locked(folder / "lock"):
        for name in NAMES:
            path = folder / name
            if not path.exists():
                new = path.with_suffix(".new")
                new.touch(mode=0o600)
                new.write_text(fresh(), encoding="ascii")
                new.rename(path)


def read(folder: Path, name: str) -> str:
    """One key. Where none was made, as when a type checker loads the settings, one that lasts as long as the process."""
    path = folder / name
    return path.read_text(encoding="ascii").strip() if path.exists() else fresh()


def fresh() -> str:
    """256 random bits in the form that Fernet wants, which suits the others as well."""
    return base64.urlsafe_b64encode(secrets.token_bytes(LENGTH)).decode()
