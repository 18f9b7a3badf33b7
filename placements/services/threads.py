"""Writing into a thread and reading it. The only writers of what is said about an application."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.files import store_file
from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.uploads import CleanFile
from core.verdict import require
from notifications.services.posting import say
from placements.models import Application, Thread, ThreadDraft, ThreadFile, ThreadMessage, ThreadReading
from placements.notices import threads as notices
from placements.policies import threads as policies

MOST_TEXT = 4000  # characters


@transaction.atomic
def write_message(
    *,
    application_id: int,
    by: Actor,
    now: datetime,
    text: str,
    files: Sequence[CleanFile] = (),
    mail_id: str | None = None,
) -> ThreadMessage:
    """Say something; the first message begins the thread. The others are told, the writer has read everything so far.

    Raises NotAllowed, Refusal (patient data, nothing said).
    """
    application = Application.objects.select_related(
        "student__user", "student__programme", "slot__partner", "institute"
    ).get(pk=application_id)
    require(policies.may_speak(by, application))
    screen(text)
    if not text.strip() and not files:
        raise Refusal(_("There is nothing to send yet."), instead=_("Write a line first."), field="text")
    thread, _new = Thread.objects.get_or_create(application=application, defaults={"created_at": now})
    message = ThreadMessage.objects.create(
        thread=thread,
        author_id=by.user_id,
        membership_id=by.membership_id,
        as_label=by.label,
        text=text.strip()[:MOST_TEXT],
        at=now,
        mail_id=mail_id,
    )
    for clean in files:
        stored = store_file(
            kind="thread", content=clean.content, name=clean.name, media_type=clean.media_type, owner_id=by.user_id
        )
        ThreadFile.objects.create(message=message, file=stored)
    ThreadDraft.objects.filter(thread=thread, user=by.user_id).delete()
    thread.application = application
    say(notices.written, message, key=str(message.pk), now=now)
    return message


def screen(text: str) -> None:
    """Raise the Refusal that names what in a message seems to tell of a patient."""
    refuse_patient_data(
        text,
        field="text",
        says=_("Your message seems to name a patient: %(found)s."),
        instead=_("Take it out and send again; your text is kept."),
    )


@transaction.atomic
def keep_draft(*, application_id: int, by: Actor, now: datetime, text: str) -> ThreadDraft:
    """Keep what was written until it can be sent; it begins the thread where there is none. Raises NotAllowed."""
    application = Application.objects.select_related("student", "slot").get(pk=application_id)
    require(policies.may_speak(by, application))
    thread, _new = Thread.objects.get_or_create(application=application, defaults={"created_at": now})
    draft, _new = ThreadDraft.objects.update_or_create(
        thread=thread, user_id=by.user_id, defaults={"text": text[:MOST_TEXT], "at": now}
    )
    return draft


def note_read(*, thread: Thread, by: Actor, now: datetime) -> None:
    """Write down that this person's page showed the thread as far as it goes. Who looks through others' eyes reads nothing. Two queries."""
    last = thread.messages.order_by("-pk").values_list("pk", flat=True).first()
    if last is None or by.viewed_by is not None:
        return
    reading = ThreadReading(thread=thread, user_id=by.user_id, last_read=last, at=now)
    ThreadReading.objects.bulk_create(
        [reading], update_conflicts=True, unique_fields=["thread", "user"], update_fields=["last_read", "at"]
    )
