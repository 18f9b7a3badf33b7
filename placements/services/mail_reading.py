"""What a mail says: to whom, from whom, what was written in it and what came along. Pure; asks no table and raises nothing."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr
from hashlib import sha256
from html.parser import HTMLParser

import structlog

from notifications.delivery import CUT

log = structlog.get_logger(__name__)

ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
LOGO = 40 * 1024  # bytes: pictures inside the text that are smaller belong to a signature
SIGNED = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
QUOTE = re.compile(r"^\s*>")
# Below these nothing is the writer's: our own line, a signature, and what mail programs write above a copy of what is answered.
END = re.compile(
    r"^-- ?$|^-{2,}\s*(?:original message|forwarded message)|^_{10,}\s*$|^\*?from:\*?\s.+@|^sent from my \w|^get outlook for\b",
    re.IGNORECASE,
)
COPY_HEAD = re.compile(r"^\*?from:.*\n+\*?(?:sent|date|to):", re.IGNORECASE)
# “On Thursday … <portal@…> wrote:”, over as many lines as programs break it into.
WROTE = re.compile(r"^on\b.{5,300}\bwrote:\s*$", re.IGNORECASE)
BROKEN_INTO = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as far as it concerns us. `number` is the same for the same mail, whenever it comes."""

    recipients: tuple[str, ...]
    sender: str
    number: str
    is_automatic: bool
    text: str
    files: tuple[tuple[str, bytes], ...]


def read_letter(raw: bytes, *, headers_only: bool = False) -> Letter | None:
    """The mail in `raw`; None for one that cannot be read: the parser stumbles over some of what arrives.

    By its headers alone it is known to whom it goes, without text and files.
    """
    try:
        parser = BytesParser(policy=email.policy.default)
        mail = parser.parsebytes(raw, headersonly=headers_only)
        headers = [str(value) for name in ADDRESSED for value in mail.get_all(name, [])]
        return Letter(
            recipients=tuple(address for _name, address in getaddresses(headers)),
            sender=_sayable(parseaddr(str(mail.get("From", "")))[1].lower()),
            number=sha256(str(mail.get("Message-ID") or raw).encode(errors="replace")).hexdigest(),
            is_automatic=_is_automatic(mail),
            text="" if headers_only else answer_of(mail),
            files=() if headers_only else tuple(_files(mail)),
        )
    except Exception:
        log.exception("mail_unreadable", size=len(raw))
        return None


def _is_automatic(mail: EmailMessage) -> bool:
    """True for out-of-office answers, bounces and lists: answered, two machines would write to each other for ever."""
    automatic = (
        str(mail.get("Auto-Submitted", "no")).lower() != "no" or "X-Autoreply" in mail or "X-Autorespond" in mail
    )
    bulk = str(mail.get("Precedence", "")).lower() in BULK or mail.get_content_type() == "multipart/report"
    return automatic or bulk or not parseaddr(str(mail.get("Return-Path", "<x@y>")))[1]


def answer_of(mail: EmailMessage) -> str:
    """What was written, above, below or between what it answers, and without the signature."""
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, UnicodeDecodeError):
        text = (body.get_payload(decode=True) or b"").decode("utf-8", errors="replace")  # type: ignore[union-attr]
    if body.get_content_subtype() == "html":
        text = _Words.of(text)
    own = _sayable("\n".join(_own(text.replace("\r\n", "\n").replace("\xa0", " ").split("\n"))))
    return re.sub(r"\n{3,}", "\n\n", own).strip()


def _sayable(text: str) -> str:
    """Without what a table takes no letter of: halves of letters, and nothings."""
    return text.encode(errors="replace").decode().replace("\0", "")


def _own(lines: list[str]) -> Iterator[str]:
    """The writer's own lines."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if QUOTE.search(line):
            at += 1
        elif CUT in line or END.search(line) or COPY_HEAD.search("\n".join(lines[at : at + BROKEN_INTO])):
            return
        elif length := _attribution(lines, at):
            at += length
            if not _quote_follows(lines, at):
                return
        else:
            yield line
            at += 1


def _attribution(lines: list[str], at: int) -> int:
    """How many lines from here say who wrote what is quoted below; in any language they end with a colon above a quotation."""
    for length in range(1, BROKEN_INTO + 1):
        if WROTE.search(" ".join(line.strip() for line in lines[at : at + length])):
            return length
    line = lines[at].rstrip()
    return int(line.endswith(":") and any(map(str.isdigit, line)) and _quote_follows(lines, at + 1))


def _quote_follows(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at:] if line.strip()), "")
    return QUOTE.search(following) is not None


class _Words(HTMLParser):
    """The words of an HTML mail, a line for each block; a quotation is one line that says so, what is never shown is left out."""

    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "hr"})
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
        parser.close()
        return "".join(parser.parts)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote" and not self.silent:
            self.parts.append("\n>\n")
        self.silent += tag in self.SILENT
        if tag in self.BLOCKS and not self.silent:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent and data:
            self.parts.append(re.sub(r"\s+", " ", data))


def _files(mail: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """What came along, however deep programs put it. The pictures and keys of a signature are none of it."""
    for part in mail.walk():
        name = part.get_filename()
        if not name or part.is_multipart() or part.get_content_type() in SIGNED:
            continue
        content = part.get_payload(decode=True) or b""
        inside = part.get_content_maintype() == "image" and part.get("Content-ID") and not part.is_attachment()
        if not (inside and len(content) < LOGO):
            yield _sayable(name), content  # type: ignore[misc]
