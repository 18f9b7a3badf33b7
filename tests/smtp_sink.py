"""A mail server for tests: takes whatever is sent to it over a real socket and keeps it, and delivers nothing anywhere."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
ADDRESS = re.compile(r"https?://\S+")


@dataclass
class Sink:
    """What arrived, oldest first, and the port at which it listens."""

    mails: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        """Keep one mail."""
        mail: Any = message_from_bytes(envelope.original_content or b"", policy=default)
        self.mails.append(mail)
        return "250 Kept"

    def to(self, email: str) -> list[EmailMessage]:
        """What one person got."""
        return [mail for mail in self.mails if email in {address.addr_spec for address in mail["To"].addresses}]


def link_in(mail: EmailMessage) -> str:
    """The address behind a mail's button: the first that its plain text names."""
    found = ADDRESS.search(text_of(mail))
    assert found, f"no link in “{mail['Subject']}”"
    return found.group()


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail, as a reader without pictures sees it."""
    body = mail.get_body(("plain",))
    assert body is not None, f"no plain text in “{mail['Subject']}”"
    return str(body.get_content())


class Door(Controller):
    """The socket. The system chooses its port, so that runs side by side never meet."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def listening() -> Iterator[Sink]:
    """A sink at a free port, for as long as the block lasts."""
    sink = Sink()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # it tells each line of every mail
    door = Door(sink, hostname=HOST, port=0)
    door.start()
    sink.port = door.port
    try:
        yield sink
    finally:
        door.stop()
