"""Posting: one row in the caller's transaction, a worker woken after the commit."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.models import AccessLink, User
from core.lifecycle import Move
from notifications import tasks
from notifications.kinds import family_of
from notifications.models import Notification, TextMessage
from notifications.services.wishes import Wish, wishes_of


@dataclass(frozen=True, slots=True)
class Message:
    """What is said: a subject, plain paragraphs, where it leads. Texts may be lazy: they are made in the reader's language."""

    kind: str
    subject: Any
    body: Any
    path: str = ""
    action: Any = ""
    link: AccessLink | None = None
    reply_to: str = ""
    attachment: str = ""  # “maker:key”, see `notifications.attachments`
    quiet: bool = False  # for the inbox alone: good to know, not worth a mail


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to one reader, with the key by which it is said once."""

    reader: User
    message: Message
    dedupe_key: str


# A notice function takes the thing and the row of history, or what else it is about, and says who is told what.
Teller = Callable[..., Notice | Iterable[Notice]]


def post(
    *, reader: User, message: Message | Callable[[], Message], dedupe_key: str, now: datetime
) -> Notification | None:
    """Tell `reader` once; what makes a message is asked for it in the reader's language.

    None when `dedupe_key` was used for them before: nothing is written, nothing raised.

    Call inside a transaction; the mail leaves after the commit.
    """
    if not isinstance(message, Message):
        with translation.override(reader.language):
            message = message()
    wish = _silent(now) if message.quiet else wishes_of([reader.pk], family_of(message.kind), now)[reader.pk]
    # ON CONFLICT DO NOTHING: two clocks that remind at once must not fail each other.
    Notification.objects.bulk_create([_row(reader, message, dedupe_key, now=now, wish=wish)], ignore_conflicts=True)
    written = Notification.objects.filter(reader=reader, dedupe_key=dedupe_key, created_at=now).first()
    if written is None:
        return None
    if written.mail == Notification.Mail.WAITING and written.send_after <= now:
        transaction.on_commit(lambda: tasks.wake(written.pk))
    if wish.by_text:
        _by_text([(written.pk, wish)])
    return written


def post_many(notices: Iterable[Notice], *, now: datetime) -> None:
    """Tell many people at once, each once: three queries for any number, and two more where somebody wants a text as well.

    The mail leaves with the sweeps that follow, in batches over one connection.
    """
    notices = list(notices)
    aloud = [notice for notice in notices if not notice.message.quiet]
    wishes = {
        kind: wishes_of([n.reader.pk for n in aloud if n.message.kind == kind], family_of(kind), now)
        for kind in {notice.message.kind for notice in aloud}
    }
    rows = []
    for notice in notices:
        wish = _silent(now) if notice.message.quiet else wishes[notice.message.kind][notice.reader.pk]
        rows.append(_row(notice.reader, notice.message, notice.dedupe_key, now=now, wish=wish))
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(tasks.wake_sweep)
    for kind, some in wishes.items():
        if texted := [reader for reader, wish in some.items() if wish.by_text]:
            written = Notification.objects.filter(reader__in=texted, kind=kind, created_at=now)
            _by_text([(row.pk, some[row.reader_id]) for row in written])


def _silent(now: datetime) -> Wish:
    """For the inbox alone."""
    return Wish(mail=Notification.Mail.NONE, leaves_at=now, by_text=False)


def _by_text(told: Iterable[tuple[int, Wish]]) -> None:
    """The same to the mobile: a row of its own, with its own tries."""
    rows = [TextMessage(notification_id=pk, send_after=wish.leaves_at) for pk, wish in told]
    TextMessage.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(tasks.wake_sweep)


def _row(reader: User, message: Message, dedupe_key: str, *, now: datetime, wish: Wish) -> Notification:
    """The row, its texts made in the reader's language. Who has no address reads it in the inbox alone."""
    with translation.override(reader.language):
        return Notification(
            reader=reader,
            kind=message.kind,
            dedupe_key=dedupe_key,
            subject=str(message.subject)[:200],
            body=str(message.body),
            path=message.path,
            action=str(message.action),
            link=message.link,
            reply_to=message.reply_to,
            attachment=message.attachment,
            created_at=now,
            mail=wish.mail if reader.email else Notification.Mail.NONE,
            send_after=wish.leaves_at,
        )


def tell(told_about: Mapping[str, tuple[Teller, ...]], thing: Any, move: Move, row: Any, *, now: datetime) -> None:
    """Say to everyone what `told_about[move.name]` says. `row` is the history row; its key makes each notice once-only."""
    for teller in told_about[move.name]:
        say(teller, thing, row, key=str(row.pk), now=now)


def say(teller: Teller, thing: Any, row: Any = None, *, key: str, now: datetime) -> None:
    """Post what one teller says of `thing`, for acts that are no move: `key` makes each notice once-only."""
    for notice in in_readers_words(teller, thing, row):
        post(reader=notice.reader, message=notice.message, dedupe_key=f"{notice.dedupe_key}:{key}", now=now)


def say_of_many(teller: Teller, things: Iterable[Any], *, now: datetime) -> None:
    """Post what one teller says of each of many things: as few queries as `post_many`."""
    told = ((thing, notice) for thing in things for notice in in_readers_words(teller, thing, None))
    post_many((replace(notice, dedupe_key=f"{notice.dedupe_key}:{thing.pk}") for thing, notice in told), now=now)


def notify(teller: Teller, *facts: Any, now: datetime) -> None:
    """Post what one teller says of `facts`, each notice under the key that the teller gave it."""
    for notice in in_readers_words(teller, *facts):
        post(reader=notice.reader, message=notice.message, dedupe_key=notice.dedupe_key, now=now)


def in_readers_words(teller: Teller, *facts: Any) -> Iterator[Notice]:
    """The teller's notices, each made in its reader's language: names of days and months are words too.

    The teller is asked once in the portal's language, and once more for each other language among its readers.
    """
    default = settings.LANGUAGE_CODE
    notices = _ask(teller, facts, default)
    yield from (notice for notice in notices if notice.reader.language == default)
    for language in sorted({notice.reader.language for notice in notices} - {default}):
        yield from (notice for notice in _ask(teller, facts, language) if notice.reader.language == language)


def _ask(teller: Teller, facts: tuple[Any, ...], language: str) -> list[Notice]:
    with translation.override(language):
        said = teller(*facts)
        return [said] if isinstance(said, Notice) else list(said)
