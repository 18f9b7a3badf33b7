"""What the environment says. Every variable of the portal begins with WARDBRIDGE_, but for the two that hosts set themselves.

Stdlib only: settings, bootstrap and servers all read through here. docs/operations.md lists the variables.
"""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PREFIX = "WARDBRIDGE_"
HOSTS_OWN = {"DATABASE_URL", "REDIS_URL"}
ROOT = Path(__file__).resolve().parent.parent


class Missing(SystemExit):
    """Settings that production cannot do without, each with the sentence that says what it is. Ends any command with 1 and these words."""

    def __init__(self, wanted: dict[str, str]) -> None:
        lines = [f"  {name}: {sentence}" for name, sentence in wanted.items()]
        super().__init__("The portal cannot start in production. Set:\n" + "\n".join(lines))


class Unreadable(SystemExit, ValueError):
    """A variable whose text means nothing. Ends any command with 1 and these words."""


def variable(name: str) -> str:
    """The name as the shell knows it."""
    return name if name in HOSTS_OWN else PREFIX + name


def text(name: str, default: str = "") -> str:
    """The variable's text without white space around it; `default` when it is empty or not set."""
    return os.environ.get(variable(name), "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes and on."""
    value = text(name).lower()
    return value in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise Unreadable(f"{variable(name)} is a whole number, not “{value}”.")
    return int(value)


def words(name: str) -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def required(fit: Mapping[str, Callable[[str], bool]], /, **sentences: str) -> dict[str, str]:
    """The text of each variable named; `Missing` names all that are not set or do not `fit`, not the first alone."""
    found = {name: text(name) for name in sentences}
    wanted = {}
    for name, value in found.items():
        if not value:
            wanted[variable(name)] = sentences[name]
        elif name in fit and not fit[name](value):
            wanted[variable(name)] = f"{sentences[name]} What is set does not do."
    if wanted:
        raise Missing(wanted)
    return found


def data_dir() -> Path:
    """Where this instance keeps its files: `up --data DIR`, else var/ in the clone."""
    return Path(text("DATA", str(ROOT / "var"))).expanduser().resolve()


def time_zone() -> str:
    """The zone of everybody who has no institute with one of its own."""
    return text("TIME_ZONE", "Asia/Karachi")


def clock_shift() -> timedelta:
    """How far `up --today` moved the clock."""
    return timedelta(seconds=number("CLOCK_SHIFT", 0))


def storage(url: str) -> dict[str, object]:
    """Django's default storage from an address: a folder of this machine without one, else a bucket.

    `s3://key:secret@host[:port]/bucket?region=…` over TLS, `s3+plain://…` where nobody else can hear.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    if parts.scheme not in {"s3", "s3+plain"} or not parts.hostname or not parts.path.strip("/"):
        message = f"{variable('STORAGE_URL')} is like s3://key:secret@host/bucket, or s3+plain:// without TLS."
        raise Unreadable(message)
    port = f":{parts.port}" if parts.port else ""
    options = {
        "endpoint_url": f"{'https' if parts.scheme == 's3' else 'http'}://{parts.hostname}{port}",
        "bucket_name": parts.path.strip("/"),
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "region_name": dict(parse_qsl(parts.query)).get("region", "us-east-1"),
    }
    return {"BACKEND": "config.s3.PrivateBucket", "OPTIONS": options}


def mail(url: str) -> dict[str, object]:
    """Django's mail settings from an address.

    `smtp://user:password@host:587` (STARTTLS), `smtps://…:465`, `smtp+plain://host:25`, or `anymail+postmark://?server_token=…` for a
    sending service that django-anymail knows, its settings as the query.
    """
    parts = urlsplit(url)
    if parts.scheme.startswith("anymail+"):
        service = parts.scheme.removeprefix("anymail+")
        options = {f"{service}_{name}".upper(): value for name, value in parse_qsl(parts.query)}
        return {"EMAIL_BACKEND": f"anymail.backends.{service}.EmailBackend", "ANYMAIL": options}
    if parts.scheme not in {"smtp", "smtps", "smtp+plain"}:
        message = f"{variable('MAIL_URL')} begins with smtp://, smtps://, smtp+plain:// or anymail+<service>://, not {parts.scheme}://."
        raise Unreadable(message)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or {"smtp": 587, "smtps": 465, "smtp+plain": 25}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 15,
    }
