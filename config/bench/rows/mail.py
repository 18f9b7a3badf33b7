"""A batch of the outbox as the worker's sweep sends it, over one connection; and the same mails with a connection for each.

The server is one as the portal's operators have: STARTTLS with a certificate that is looked at, a password, and it stands beside us, so
that no way through a network is counted. Each round-trip through one would weigh on the side of many connections, and a real list of
authorities takes longer to read than the one that is trusted here: what is found is the least that one connection saves. Both sides
find, lock, lay out and mark each mail, and commit; afterwards the batch waits again.
"""

import atexit
import logging
import os
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import override_settings

from config import env
from config.bench.figures import Figure, Kind
from config.bench.filling.world import World
from config.mailbox import Mailbox
from config.ports import HOST
from core import clock
from notifications.delivery import BATCH, deliver, deliver_due
from notifications.models import Notification

TRUSTED = "SSL_CERT_FILE"  # where OpenSSL looks for whom to believe
WHO = "bench:bench"


class Door:
    """A mail server with STARTTLS and a password, and the file that says that it is to be believed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="wardbridge-bench-")
        self.trusted = Path(self._folder.name, "server.pem")
        self.trusted.write_bytes(_papers())
        papers = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        papers.load_cert_chain(self.trusted)
        self.box = Mailbox(
            tls_context=papers,
            require_starttls=True,
            auth_required=True,
            authenticator=lambda *_asked: AuthResult(success=True),
        )
        self.url = f"smtp://{WHO}@{HOST}:{self.box.port}"
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # the server would tell each line of every mail
        self.box.open()
        atexit.register(self.close)

    def close(self) -> None:
        """At the end of the process."""
        self.box.close()
        self._folder.cleanup()


def _papers() -> bytes:
    """A key and a certificate in one file, for a day."""
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


@contextmanager
def _posting(door: Door) -> Iterator[None]:
    """The portal sends by the server beside us."""
    believed = os.environ.get(TRUSTED)
    os.environ[TRUSTED] = str(door.trusted)
    try:
        with override_settings(**env.mail(door.url)):
            yield
    finally:
        os.environ.pop(TRUSTED)
        if believed is not None:
            os.environ[TRUSTED] = believed


def _batch() -> list[int]:
    """Mails that wait longer than all others, so that the sweep takes them each time."""
    now = clock.now()
    found = list(Notification.objects.due(now).order_by("pk").values_list("pk", flat=True)[:BATCH])
    Notification.objects.filter(pk__in=found).update(send_after=now - timedelta(hours=1))
    return found


def _sent(world: World, send: Callable[[list[int], datetime], Any]) -> None:
    """The batch leaves, each mail in a transaction of its own as always, and arrives; then it waits again."""
    if "mail" not in world.kept:
        world.kept["mail"], world.kept["batch"] = Door(), _batch()
    door, batch, now = world.kept["mail"], world.kept["batch"], clock.now()
    before = door.box.arrived.total()
    with _posting(door):
        send(batch, now)
    back = Notification.objects.filter(pk__in=batch, mail=Notification.Mail.SENT)
    marked = back.update(mail=Notification.Mail.WAITING, sent_at=None, tries=0)
    if (marked, door.box.arrived.total() - before) != (BATCH, BATCH):
        raise AssertionError(f"{marked} marked, {door.box.arrived.total() - before} arrived of {BATCH}")


def over_one_connection(world: World) -> None:
    """As the sweep sends them."""
    _sent(world, lambda _batch, now: deliver_due(now=now))


def a_connection_each(world: World) -> None:
    """The same rows, by the same function, which opens a connection when it is given none."""
    _sent(world, lambda batch, now: [deliver(pk, now=now) for pk in batch])


FIGURES = (
    Figure(
        "Work",
        f"{BATCH} mails over one connection",
        over_one_connection,
        "a connection each",
        1.8,
        Kind.SPEED,
    ),
)
