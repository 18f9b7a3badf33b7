"""ClamAV over its socket, where `settings.CLAMAV` names one: `/run/clamav/clamd.ctl` or `host:3310`. Then it fails closed."""

import socket
import struct

import structlog
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.errors import Refusal

log = structlog.get_logger(__name__)

CHUNK = 64 * 1024
WAIT = 10  # seconds
CLEAN = b"stream: OK"


def scan(content: bytes, *, field: str | None = None) -> None:
    """Raise Refusal for a file in which the scanner finds something, or which it could not look at."""
    if not settings.CLAMAV:
        return
    try:
        answer = _ask(settings.CLAMAV, content)
    except OSError as error:
        # Without the traceback, whose variables would put the document into the log.
        log.error("antivirus_away", error=type(error).__name__)  # noqa: TRY400
        raise Refusal(
            _("Files cannot be checked just now."), instead=_("Try again in a few minutes."), field=field
        ) from None
    if answer != CLEAN:
        log.warning("antivirus_found", answer=answer.decode(errors="replace"))
        raise Refusal(
            _("The virus scanner objects to this file."), instead=_("Make it anew on a clean machine."), field=field
        )


def _ask(address: str, content: bytes) -> bytes:
    """Clamd's answer to INSTREAM: pieces with their length in front, an empty one at the end."""
    with _connect(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        return line.makefile("rb").read().strip(b"\0\n ")


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(WAIT)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=WAIT)
