"""What is said when somebody writes in a thread, and when a mail to it cannot be taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Words
from notifications.services.posting import Message, Notice
from placements.models import Thread, ThreadMessage, reply_address
from placements.policies.threads import parties, shown_author, shown_text

OPEN = _("Open the messages")


def written(message: ThreadMessage, _row: None) -> Iterator[Notice]:
    """Everybody else in the thread reads it, and may answer by mail where the portal takes mail in."""
    thread = message.thread
    application = thread.application
    for membership in parties(application):
        if membership.user_id == message.author_id:
            continue
        reader = membership.as_actor()
        name, label = shown_author(reader, message, application)
        text = shown_text(reader, message, application)
        said: dict[str, Any] = {"name": name, "label": label, "slot": application.slot, "text": text}
        yield Notice(
            reader=membership.user,
            message=Message(
                kind="thread.message",
                subject=_("%(name)s writes about “%(slot)s”") % said,
                body=_("%(name)s, %(label)s:\n\n%(text)s") % said,
                path=thread.get_absolute_url(),
                action=OPEN,
                reply_to=reply_address(thread.pk, membership.user_id),
            ),
            dedupe_key="thread.message",
        )


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that was not taken into a thread, or not whole: whose it was, and why."""

    thread: Thread
    reader: User
    why: Words
    is_taken: bool = False


def returned(mail: Returned, _row: None) -> Iterator[Notice]:
    """Its writer reads what became of it."""
    said = {"slot": mail.thread.application.slot, "why": mail.why}
    if mail.is_taken:
        subject = _("A file of your mail about “%(slot)s” was not taken")
        body = _("%(why)s\n\nYour words have arrived. Add the file in the portal.")
    else:
        subject = _("Your mail about “%(slot)s” was not taken")
        body = _("%(why)s\n\nNobody else has read it. Write it in the portal instead.")
    message = Message(
        kind="thread.returned",
        subject=subject % said,
        body=body % said,
        path=mail.thread.get_absolute_url(),
        action=OPEN,
    )
    yield Notice(reader=mail.reader, message=message, dedupe_key="thread.returned")
