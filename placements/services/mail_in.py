"""An answer by mail becomes a message of its thread: who may, is known by the address that only we could have made.

A mail is taken once, whatever crashes: its Message-ID is unique. Whoever's address it came to is told when it was not taken; a stranger is
told nothing, so that nobody's mailbox is filled by forged senders.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from enum import StrEnum
from hashlib import sha256
from html.parser import HTMLParser

import structlog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refusal, Words
from core.uploads import CleanFile, clean_upload
from notifications.delivery import CUT
from notifications.services.posting import say
from placements.models import Thread, ThreadDraft, ThreadMessage, thread_of_address
from placements.notices import threads as notices
from placements.policies.threads import parties
from placements.services.threads import MOST_TEXT, write_message

log = structlog.get_logger(__name__)

MOST_FILES = 5
MOST_SIZE = 25 * 1024 * 1024  # bytes of one mail; mail servers have their own limit
ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
# Where what was answered begins: our own line, and what mail programs write above a quotation.
QUOTED = re.compile(
    r"^\s*>|^-{2,}\s*(?:original message|forwarded message)|^_{10,}\s*$|^-- $|^on\b.{5,200}\bwrote:\s*$|^from:\s.+@",
    re.IGNORECASE,
)


class Outcome(StrEnum):
    """What became of a mail."""

    TAKEN = "taken"
    TWICE = "taken before"
    STRANGER = "no address of ours"
    AUTOMATIC = "written by a machine"
    RETURNED = "not taken, and told"


def take_mail(raw: bytes, *, now: datetime) -> Outcome:
    """Take one mail as a mail server hands it over. Raises nothing that a mail can be the cause of."""
    if len(raw) > MOST_SIZE:
        return Outcome.STRANGER
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    if (found := _addressed_to(mail)) is None:
        return Outcome.STRANGER
    if _is_automatic(mail):
        return Outcome.AUTOMATIC
    thread, reader = found
    mail_id = sha256(str(mail.get("Message-ID") or raw).encode(errors="replace")).hexdigest()
    with translation.override(reader.language):
        try:
            return _take(mail, thread, reader, mail_id, now)
        except Refusal as refusal:
            _return(thread, reader, refusal, mail_id, now)
    log.info("mail_returned", thread=thread.pk, user=reader.pk)
    return Outcome.RETURNED


def _take(mail: EmailMessage, thread: Thread, reader: User, mail_id: str, now: datetime) -> Outcome:
    """Write the message. Raises Refusal in the reader's words."""
    sender = parseaddr(str(mail.get("From", "")))[1].lower()
    if not sender or sender != reader.email:
        raise Refusal(
            _("It came from another address than yours: %(sender)s.") % {"sender": sender[:100] or "?"},
            instead=_("Answer from the address that the portal writes to."),
        )
    if ThreadMessage.objects.filter(mail_id=mail_id).exists():
        return Outcome.TWICE
    application = thread.application
    membership = next((one for one in parties(application) if one.user_id == reader.pk), None)
    if membership is None:
        raise Refusal(_("You have no part in this application any more."))
    text = answer_of(mail)
    files, problems = _files(mail)
    if len(text) > MOST_TEXT:
        text = text[:MOST_TEXT]
        problems.append(_("Only the first %(most)d letters were taken.") % {"most": MOST_TEXT})
    try:
        write_message(
            application_id=application.pk, by=membership.as_actor(), now=now, text=text, files=files, mail_id=mail_id
        )
    except Refusal:
        ThreadDraft.objects.update_or_create(thread=thread, user=reader, defaults={"text": text, "at": now})
        raise
    if problems:
        _return(thread, reader, " ".join(problems), mail_id, now, is_taken=True)
    return Outcome.TAKEN


@transaction.atomic
def _return(
    thread: Thread, reader: User, why: Words | Refusal, key: str, now: datetime, *, is_taken: bool = False
) -> None:
    say(notices.returned, notices.Returned(thread, reader, str(why), is_taken), key=key, now=now)


def _addressed_to(mail: EmailMessage) -> tuple[Thread, User] | None:
    """Thread and person of the reply address among its recipients."""
    headers = [str(value) for name in ADDRESSED for value in mail.get_all(name, [])]
    for _name, address in getaddresses(headers):
        if (pair := thread_of_address(address)) is None:
            continue
        thread = Thread.objects.for_list().filter(pk=pair[0]).first()
        reader = User.objects.filter(pk=pair[1], is_active=True).first()
        if thread is not None and reader is not None:
            return thread, reader
    return None


def _is_automatic(mail: EmailMessage) -> bool:
    """True for out-of-office answers, bounces and lists: answered, two machines would write to each other for ever."""
    automatic = str(mail.get("Auto-Submitted", "no")).lower() != "no"
    bulk = str(mail.get("Precedence", "")).lower() in {"bulk", "junk", "list", "auto_reply"}
    return automatic or bulk or not parseaddr(str(mail.get("Return-Path", "<x@y>")))[1]


def answer_of(mail: EmailMessage) -> str:
    """What was written, without what it answers and without the signature."""
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, UnicodeDecodeError):
        text = (body.get_payload(decode=True) or b"").decode("utf-8", errors="replace")  # type: ignore[union-attr]
    if body.get_content_subtype() == "html":
        text = _Words.of(text)
    return "\n".join(_unquoted(text.replace("\r\n", "\n").split("\n"))).strip()


def _unquoted(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        # “On Thursday … <portal@…>” may be broken before its “wrote:”.
        two = f"{line} {lines[number + 1]}" if line.startswith("On ") and number + 1 < len(lines) else line
        if CUT in line or QUOTED.search(line) or QUOTED.search(two):
            return
        yield line


class _Words(HTMLParser):
    """The words of an HTML mail, a line for each block; quotations and what is never shown left out."""

    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3"})
    SILENT = frozenset({"style", "script", "head", "title", "blockquote"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0

    @classmethod
    def of(cls, html: str) -> str:
        """The text of `html`."""
        parser = cls()
        parser.feed(html)
        return re.sub(r"\n{3,}", "\n\n", "".join(parser.parts))

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.SILENT
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def _files(mail: EmailMessage) -> tuple[list[CleanFile], list[str]]:
    """The attachments that are fit to be kept, and what stands against the others. Pictures of a signature are none."""
    files: list[CleanFile] = []
    problems: list[str] = []
    for part in mail.iter_attachments():
        name = part.get_filename()
        if not name or (part.get_content_disposition() == "inline" and part.get("Content-ID")):
            continue
        if len(files) == MOST_FILES:
            problems.append(_("Only the first %(most)d files were taken.") % {"most": MOST_FILES})
            break
        content = part.get_payload(decode=True) or b""
        try:
            files.append(clean_upload(SimpleUploadedFile(name, content)))  # type: ignore[arg-type]
        except Refusal as refusal:
            problems.append(f"{name[:80]}: {refusal}")
    return files, problems
