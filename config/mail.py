"""Mail of a local instance: each message becomes a file, read at /mail/. Nothing leaves the machine."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core import clock

SUFFIX = ".eml"


class FolderBackend(BaseEmailBackend):
    """Writes each message whole or not at all, named so that names sort by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.LOCAL_MAIL_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{clock.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            new = folder / f"{name}.new"
            new.write_bytes(message.message().as_bytes())
            new.rename(folder / f"{name}{SUFFIX}")
        return len(email_messages)


class TextsToFolder:
    """Text messages of a local instance, read beside its mail."""

    def send(self, number: str, text: str, *, key: str = "") -> None:  # noqa: ARG002 - the protocol’s signature
        FolderBackend().send_messages([EmailMessage(subject="Text message", body=text, to=[f"{number}@text.invalid"])])


class SentMail:
    """One message that was sent, read back from its file."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.message = message_from_bytes(path.read_bytes(), policy=policy.default)
        self.at = datetime.strptime(path.stem.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=clock.now().tzinfo)

    @property
    def subject(self) -> str:
        """As the reader sees it."""
        return str(self.message.get("Subject", ""))

    @property
    def to(self) -> str:
        """As the reader sees it."""
        return str(self.message.get("To", ""))

    @property
    def text(self) -> str:
        """The plain part, which says everything that the HTML part says."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""


def sent(limit: int = 200) -> list[SentMail]:
    """What was sent, newest first."""
    paths = sorted(Path(settings.LOCAL_MAIL_DIR).glob(f"*{SUFFIX}"), reverse=True)
    return [SentMail(path) for path in paths[:limit]]


def by_name(name: str) -> SentMail | None:
    """One message. Only names that the folder holds are opened, so a made-up path finds nothing."""
    return next(
        (SentMail(path) for path in Path(settings.LOCAL_MAIL_DIR).glob(f"*{SUFFIX}") if path.stem == name), None
    )
