"""References: asked for by a student, written or declined by the referee, taken back. The referee's address is `referees`."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Purpose
from accounts.services.files import store_file
from accounts.services.links import check_link
from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.uploads import CleanFile, clean_upload
from core.verdict import require
from core.words import day
from institutions.models import Recording
from notifications.services.posting import say
from placements.documents.references import frozen_facts
from placements.models import Application, Referee, Reference
from placements.notices import references as notices
from placements.policies import references as policies
from placements.services.referees import name_referee, refuse_who_judges
from placements.services.references_moves import lock_reference, move_reference, send_reference
from placements.services.screening import refuse_to_name_patients
from placements.states import ANSWER_REFERENCE, CANCEL_REFERENCE, DECIDED, DECLINE_REFERENCE
from students.services.students import lock_student

SHORTEST = 200  # characters of a reference that is written here
FILE = "reference"
UNWRITTEN = {"text": "", "capacity": ""}  # what was begun is nobody’s to read


@transaction.atomic
def ask_reference(
    *,
    application_id: int,
    by: Actor,
    now: datetime,
    name: str,
    email: str,
    position: str,
    organisation: str,
    needed_by: date,
    waived: bool,
    message: str = "",
    also: Collection[int] = (),
) -> Reference:
    """Ask somebody to write, for the application and for the others in `also`; sent at once where the address is confirmed.

    Locks the student, so that nobody is asked twice at once, then the referee, whose address may be confirmed this very moment.
    Raises NotAllowed, Refusal.
    """
    application = Application.objects.select_related("student__user").get(pk=application_id)
    student = lock_student(application.student_id)
    require(policies.may_ask(by, application, now))
    today = clock.day_of(now, application.institute.zone)
    if needed_by <= today:
        raise Refusal(_("That day has passed, or is today."), instead=_("Choose a later day."), field="needed_by")
    _refuse_too_late(application, needed_by, today)
    refuse_to_name_patients(message=message)
    mine = Application.objects.visible_to(by).exclude(state__in=DECIDED).filter(pk__in=[application_id, *also])
    referee = name_referee(student, now=now, name=name, email=email, position=position, organisation=organisation)
    refuse_who_judges([referee.user_id], mine, field="email")
    reference = _create(
        student_id=student.pk, referee=referee, message=message, needed_by=needed_by, waived=waived, now=now
    )
    reference.applications.set(mine)
    reference = lock_reference(reference.pk)
    if referee.is_confirmed:
        send_reference(reference, by=by, now=now)
    else:
        say(notices.named_to_office, reference, key=str(reference.pk), now=now)
    return reference


def _refuse_too_late(application: Application, needed_by: date, today: date) -> None:
    """A reference is there when the application is sent; where applications are closed already, before the internship begins."""
    slot = application.slot
    closes = clock.day_of(slot.apply_by, application.institute.zone) if slot.apply_by else None
    last = closes if closes is not None and closes > today else slot.starts_on
    if last is not None and needed_by > last:
        words = _("Applications close on %(day)s.") if last == closes else _("The internship begins on %(day)s.")
        raise Refusal(
            words % {"day": day(last)},
            instead=_("Choose a day before that."),
            field="needed_by",
        )


def _create(
    *, student_id: int, referee: Referee, message: str, needed_by: date, waived: bool, now: datetime
) -> Reference:
    try:
        with transaction.atomic():
            return Reference.objects.create(
                student_id=student_id,
                referee=referee,
                message=message,
                needed_by=needed_by,
                waived=waived,
                created_at=now,
            )
    except IntegrityError as error:
        raise Refusal(
            _("You have asked this person already."),
            instead=_("One request serves several applications; take it back to ask anew."),
            field="email",
        ) from error


@transaction.atomic
def cancel_reference(*, reference_id: int, by: Actor, now: datetime, reason: str = "") -> Reference:
    """Take the request back; the referee need not write. Raises NotAllowed, Refusal."""
    reference = lock_reference(reference_id)
    require(policies.may_cancel(by, reference))
    refuse_to_name_patients(reason=reason)
    move_reference(reference, CANCEL_REFERENCE, by=by, now=now, note=reason, **UNWRITTEN)
    return reference


@transaction.atomic
def save_reference(
    *, reference_id: int, by: Actor, now: datetime, capacity: str, text: str, shown_version: int | None = None
) -> Reference:
    """Keep what the referee has written so far; nobody else reads it before it is sent. Raises NotAllowed, Refusal, Stale."""
    reference = lock_reference(reference_id)
    require(policies.may_write(by, reference))
    check_link(by, purpose=Purpose.REFERENCE, subject_id=reference.pk, now=now)
    if (capacity, text) != (reference.capacity, reference.text):
        reference.next_version(shown_version)
    reference.capacity, reference.text, reference.saved_at = capacity, text, now
    reference.save(update_fields=["capacity", "text", "saved_at", "version"])
    return reference


def answer_reference(
    *, reference_id: int, by: Actor, now: datetime, capacity: str, text: str = "", file: UploadedFile | None = None
) -> Reference:
    """Send the reference: what is written here, a letter of one's own, or the scan on which a recording rests. It never changes after.

    The file is looked at before anything is locked. Raises NotAllowed, Refusal.
    """
    require(policies.may_write(by, Reference.objects.for_list().get(pk=reference_id)))
    scan = Recording.objects.get(pk=by.recording_id).scan if by.recording_id else None
    if len(text.strip()) < SHORTEST and not (file or scan):
        raise Refusal(
            _("A reference of a few words helps nobody."),
            instead=_("Write at least %(n)d characters, or add your own letter.") % {"n": SHORTEST},
            field="text",
        )
    refuse_to_name_patients(text=text, capacity=capacity)
    clean = clean_upload(file, field="file") if file else None
    with transaction.atomic():
        reference = lock_reference(reference_id)
        require(policies.may_write(by, reference))
        check_link(by, purpose=Purpose.REFERENCE, subject_id=reference.pk, now=now)
        changes: dict[str, Any] = {
            "capacity": capacity,
            "text": text,
            "answered_at": now,
            "facts": frozen_facts(reference, by),
        }
        changes["file"] = _stored(clean, reference) if clean else scan
        move_reference(reference, ANSWER_REFERENCE, by=by, now=now, **changes)
        return reference


@transaction.atomic
def decline_reference(*, reference_id: int, by: Actor, now: datetime, reason: str = "") -> Reference:
    """Say no; the student is told, in the referee's words if there are some. Raises NotAllowed, Refusal."""
    reference = lock_reference(reference_id)
    require(policies.may_decline(by, reference))
    refuse_to_name_patients(reason=reason)
    check_link(by, purpose=Purpose.REFERENCE, subject_id=reference.pk, now=now)
    move_reference(reference, DECLINE_REFERENCE, by=by, now=now, note=reason, **UNWRITTEN)
    return reference


def _stored(clean: CleanFile, reference: Reference) -> object:
    return store_file(
        kind=FILE,
        content=clean.content,
        name=clean.name,
        media_type=clean.media_type,
        owner_id=reference.referee.user_id,
    )
