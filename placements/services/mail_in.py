"""An answer by mail becomes a message of its thread: who may, is known by the address that only we could have made.

A mail is taken once, whatever crashes: its Message-ID is unique. Whoever's address it came to is told when it was not taken; a stranger is
told nothing, so that nobody's mailbox is filled by forged senders.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NoReturn

import structlog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refusal, Words
from core.uploads import CleanFile, clean_upload
from notifications.services.posting import say
from placements.models import Thread, ThreadDraft, ThreadMessage, thread_of_address
from placements.notices import threads as notices
from placements.policies.threads import parties
from placements.services.mail_reading import Letter, read_letter
from placements.services.threads import MOST_TEXT, write_message

log = structlog.get_logger(__name__)

MOST_FILES = 5
MOST_SIZE = 25 * 1024 * 1024  # bytes of one mail; mail servers have their own limit


class Outcome(StrEnum):
    """What became of a mail."""

    TAKEN = "taken"
    TWICE = "taken before"
    STRANGER = "no address of ours"
    AUTOMATIC = "written by a machine"
    RETURNED = "not taken, and told"
    UNREADABLE = "could not be read"


def take_mail(raw: bytes, *, now: datetime) -> Outcome:
    """Take one mail as a mail server hands it over. Raises nothing that a mail can be the cause of."""
    is_too_large = len(raw) > MOST_SIZE
    if (letter := read_letter(raw, headers_only=is_too_large)) is None:
        return Outcome.UNREADABLE
    if (found := _addressed_to(letter.recipients)) is None:
        return Outcome.STRANGER
    if letter.is_automatic:
        return Outcome.AUTOMATIC
    thread, reader = found
    with translation.override(reader.language):
        try:
            if is_too_large:
                _refuse_size()
            return _take(letter, thread, reader, now)
        except Refusal as refusal:
            _return(thread, reader, refusal, letter.number, now)
    log.info("mail_returned", thread=thread.pk, user=reader.pk)
    return Outcome.RETURNED


def _refuse_size() -> NoReturn:
    raise Refusal(
        _("Your mail is larger than %(most)d MB, and was not read.") % {"most": MOST_SIZE // 1024**2},
        instead=_("Send the files one by one, or add them on the page."),
    )


def _take(letter: Letter, thread: Thread, reader: User, now: datetime) -> Outcome:
    """Write the message. Raises Refusal in the reader's words."""
    if letter.sender != reader.email:
        raise Refusal(
            _("It came from another address than yours: %(sender)s.") % {"sender": letter.sender[:100] or "?"},
            instead=_("Answer from the address that the portal writes to."),
        )
    if ThreadMessage.objects.filter(mail_id=letter.number).exists():
        return Outcome.TWICE
    application = thread.application
    membership = next((one for one in parties(application) if one.user_id == reader.pk), None)
    if membership is None:
        raise Refusal(_("You have no part in this application any more."))
    text = letter.text
    files, problems = _fit(letter.files)
    if len(text) > MOST_TEXT:
        text = text[:MOST_TEXT]
        problems.append(_("Only the first %(most)d letters were taken.") % {"most": MOST_TEXT})
    try:
        by = membership.as_actor()
        write_message(application_id=application.pk, by=by, now=now, text=text, files=files, mail_id=letter.number)
    except Refusal:
        _keep(thread, reader, text, now)
        raise
    if problems:
        _return(thread, reader, " ".join(problems), letter.number, now, is_taken=True)
    return Outcome.TAKEN


@transaction.atomic
def _keep(thread: Thread, reader: User, text: str, now: datetime) -> None:
    """What was not taken waits in the box of the thread's page, below what was begun there. Locks the draft."""
    if not text:
        return
    begun = ThreadDraft.objects.select_for_update().filter(thread=thread, user=reader).first()
    if begun is not None and text in begun.text:
        return
    if begun is not None:
        text = f"{begun.text}\n\n{text}".strip()
    ThreadDraft.objects.update_or_create(thread=thread, user=reader, defaults={"text": text[:MOST_TEXT], "at": now})


@transaction.atomic
def _return(
    thread: Thread, reader: User, why: Words | Refusal, key: str, now: datetime, *, is_taken: bool = False
) -> None:
    say(notices.returned, notices.Returned(thread, reader, str(why), is_taken), key=key, now=now)


def _addressed_to(recipients: Iterable[str]) -> tuple[Thread, User] | None:
    """Thread and person of the reply address among the recipients."""
    for address in recipients:
        if (pair := thread_of_address(address)) is None:
            continue
        thread = Thread.objects.for_list().filter(pk=pair[0]).first()
        reader = User.objects.filter(pk=pair[1], is_active=True).first()
        if thread is not None and reader is not None:
            return thread, reader
    return None


def _fit(sent: Iterable[tuple[str, bytes]]) -> tuple[list[CleanFile], list[str]]:
    """The files that are fit to be kept, and what stands against the others."""
    files: list[CleanFile] = []
    problems: list[str] = []
    for name, content in sent:
        if len(files) == MOST_FILES:
            problems.append(_("Only the first %(most)d files were taken.") % {"most": MOST_FILES})
            break
        try:
            files.append(clean_upload(SimpleUploadedFile(name, content)))
        except Refusal as refusal:
            problems.append(f"{name[:80]}: {refusal}")
    return files, problems
