"""The secrets of a local instance: made once, kept in <data>/keys, readable by its owner alone. Production takes them from the environment.

The portal's PDF seal lies beside them, made by core/signing.py when the first paper is sealed.
"""

import base64
import secrets
from pathlib import Path

from config import machine

NAMES = ("secret", "fernet", "link")
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


def is_long(key: str) -> bool:
    """Long enough that nobody guesses it, if it was made by chance: 32 characters are 128 bits even of hexadecimal ones."""
    return len(key) >= LENGTH


def are_fernet(keys: str) -> bool:
    """Whether each of the keys, with commas between them, is one that Fernet takes."""
    return all(map(_is_fernet, filter(None, map(str.strip, keys.split(",")))))


def _is_fernet(key: str) -> bool:
    try:
        return len(base64.b64decode(key.encode("ascii"), altchars=b"-_", validate=True)) == LENGTH
    except ValueError:
        return False


def fresh() -> str:
    """256 random bits in the form that Fernet wants, which suits the others as well."""
    return base64.urlsafe_b64encode(secrets.token_bytes(LENGTH)).decode()
