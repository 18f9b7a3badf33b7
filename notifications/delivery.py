"""The e-mail channel: takes a waiting row, sends it, marks it. Its sister is `texting.py`.

A row that cannot be made or sent is set aside as failed, where an administrator sees it; it holds up no other.

The row is locked while it is sent (SKIP LOCKED), so two workers never send one row; a crash between sending and marking repeats it with
the same Message-ID, which a mailbox drops.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr
from pathlib import PurePath
from smtplib import SMTPException, SMTPRecipientsRefused
from traceback import extract_tb
from urllib.parse import urlsplit

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, transaction
from django.template.loader import render_to_string
from django.utils import translation

from notifications.attachments import made_for
from notifications.kinds import FAMILIES, family_of
from notifications.models import Notification
from notifications.models.notifications import DIGEST, SIGN_IN
from notifications.stopping import DAILY, stop_path

log = structlog.get_logger(__name__)

BATCH = 100
# Stands above what is quoted in an answer by mail, in one language: what comes back is cut here.
CUT = "-- Write your answer above this line / اپنا جواب اس لکیر سے اوپر لکھیں --"
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=2)
DOUBLINGS = 7  # of the first wait, until the longest
MOST_TRIES = 60  # some four and a half days, as long as mail servers try
PERMANENT = range(500, 600)
PASSING = (SMTPException, OSError, OperationalError, InterfaceError, MemoryError)  # nothing is wrong with the row
_inliner = CSSInliner(load_remote_stylesheets=False)


def deliver(notification_id: int, *, now: datetime, connection: BaseEmailBackend | None = None) -> bool:
    """Send one waiting row over `connection`. True when it was sent by this call."""
    with transaction.atomic():
        row = (
            Notification.objects.due(now)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("reader", "link")
            .filter(pk=notification_id)
            .first()
        )
        if row is None:
            return False
        if row.link is not None and row.link.revoked_at is not None:  # it would open nothing
            row.mail = Notification.Mail.NONE
            row.save(update_fields=["mail"])
            return False
        row.tries += 1
        _send(row, now, connection)
        row.save(update_fields=["mail", "sent_at", "error", "tries", "send_after", "body"])
        return row.mail == Notification.Mail.SENT


def _send(row: Notification, now: datetime, connection: BaseEmailBackend | None) -> None:
    """Try once, and write into the row what became of it. Raises nothing that a row can be the cause of."""
    try:
        with transaction.atomic():  # what the maker of an attachment breaks does not break the mark
            mail = build(row, connection)
        mail.send()
    except SMTPRecipientsRefused as error:
        codes = {code for code, _words in error.recipients.values()}
        _put_off(row, now, "The address was refused.", permanent=all(code in PERMANENT for code in codes))
    except SoftTimeLimitExceeded:
        raise
    except PASSING as error:
        _put_off(row, now, type(error).__name__, permanent=False)
    except Exception as error:  # noqa: BLE001  (whatever it is, the others leave)
        log.warning("mail_not_made", notification=row.pk, error=type(error).__name__, at=_place(error))
        words = "The address was refused." if type(error).__name__ == "AnymailRecipientsRefused" else None
        words = words or f"This message could not be made or sent: {type(error).__name__}."
        _put_off(row, now, words, permanent=True)
    else:
        row.mail, row.sent_at, row.error = Notification.Mail.SENT, now, ""
        if row.kind == SIGN_IN:
            row.body = ""  # it held a link that changes a password


def _place(error: Exception) -> str:
    """Where it was raised. What it says may be somebody's name or address."""
    frame = extract_tb(error.__traceback__)[-1]
    return f"{PurePath(frame.filename).name}:{frame.lineno}"


def deliver_due(*, now: datetime) -> int:
    """Send what is waiting, at most `BATCH` rows over one connection. Returns how many left."""
    ids = list(Notification.objects.due(now).order_by("send_after").values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        log.warning("mail_server_away", waiting=len(ids))
        return 0
    try:
        return sum(deliver(pk, now=now, connection=connection) for pk in ids)
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a daily mail, and where it leads."""

    subject: str
    address: str


def build(row: Notification, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail of one row: plain text and HTML with its CSS inlined, in the reader's language."""
    site = settings.SITE_URL.rstrip("/")
    stop = _stop_address(row, site)
    context = {
        "row": row,
        "address": _address(row, site),
        "site": site,
        "demo": settings.DEMO,
        "paragraphs": row.body.split("\n\n"),
        "cut": CUT,
        "stop": stop,
        "chooses": row.reader.claimed_at is not None,  # who has no account is led to no page behind a sign-in
        "lines": _lines(row, site),
    }
    with translation.override(row.reader.language):
        text = render_to_string("emails/message.txt", context)
        html = _inliner.inline(render_to_string("emails/message.html", context))
        file = made_for(row.attachment, row.reader)
    mail = EmailMultiAlternatives(
        subject=" ".join(row.subject.split()),
        body=text,
        to=[formataddr((" ".join(row.reader.name.split()), row.reader.email))],
        reply_to=[row.reply_to] if row.reply_to else None,
        connection=connection,
        headers={
            "Message-ID": f"<{_number(row)}@{urlsplit(site).hostname}>",
            "Auto-Submitted": "auto-generated",
            # RFC 8058: a mailbox’s own button posts to this address; opening it shows a button.
            **(
                {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if stop else {}
            ),
        },
    )
    mail.attach_alternative(html, "text/html")
    if file:
        mail.attach(file.part())
    return mail


def _number(row: Notification) -> str:
    """What the row alone fixes. After a backup was put back its numbers are given out a second time, its moments are not."""
    return f"notification-{row.pk}-{round(row.created_at.timestamp() * 1_000_000)}"


def _address(row: Notification, site: str) -> str:
    return row.link.url() if row.link else site + row.path


def _stop_address(row: Notification, site: str) -> str:
    """Where one click stops this kind of mail; empty for what may not be stopped."""
    family = DAILY if row.kind == DIGEST else family_of(row.kind)
    if family != DAILY and not FAMILIES[family].stoppable:
        return ""
    return site + stop_path(row.reader_id, family)


def _lines(row: Notification, site: str) -> list[Line]:
    """What a daily mail says; of every other, nothing. One query for a daily mail."""
    if row.kind != DIGEST:
        return []
    return [Line(said.subject, _address(said, site)) for said in row.digested.select_related("link").order_by("pk")]


def _put_off(row: Notification, now: datetime, words: str, *, permanent: bool) -> None:
    """Mark a failure: for good, or to be tried again after a wait that doubles, but not for ever. Reads `tries`, this one included."""
    row.error = words
    if permanent:
        row.mail = Notification.Mail.FAILED
    elif row.tries >= MOST_TRIES:
        row.mail, row.error = Notification.Mail.FAILED, f"Given up after {row.tries} tries: {words}"
    else:
        row.send_after = now + min(FIRST_WAIT * 2 ** min(row.tries - 1, DOUBLINGS), LONGEST_WAIT)
