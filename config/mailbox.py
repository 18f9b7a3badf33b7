"""A mail server for drills and for the bench: takes mail over a real socket, can be away, and can be slow to say that it has taken one."""

import asyncio
import threading
from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.ports import HOST, free_port


class Mailbox:
    """What arrived, counted by Message-ID. It comes back at the same port. `manners` are aiosmtpd's own settings."""

    def __init__(self, **manners: Any) -> None:
        self.port, self.arrived = free_port(), Counter[str]()
        self.holding = threading.Event()  # while set, no mail is confirmed: the sender waits
        self.held: set[str] = set()  # what senders wait for
        self._manners = manners
        self._server: Controller | None = None

    @property
    def url(self) -> str:
        """As WARDBRIDGE_MAIL_URL names it."""
        return f"smtp+plain://{HOST}:{self.port}"

    def open(self) -> None:
        """Take mail."""
        self._server = Controller(self, hostname=HOST, port=self.port, **self._manners)
        self._server.start()

    def let_go(self) -> set[str]:
        """Confirm what is held, to whoever still listens: a sender that died is not waited for. Returns what was held."""
        held = set(self.held)
        self.holding.clear()
        self.held -= held
        return held

    def close(self) -> None:
        """Be away."""
        self.holding.clear()
        if self._server:
            self._server.stop()
            self._server = None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one mail."""
        message_id = str(message_from_bytes(envelope.original_content or b"")["Message-ID"])
        self.arrived[message_id] += 1
        self.held.add(message_id)
        while self.holding.is_set():  # noqa: ASYNC110 - another thread sets it
            await asyncio.sleep(0.05)
        self.held.discard(message_id)
        return "250 Kept"
