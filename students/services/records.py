"""A student's side of records: kept as a draft while it is written, sent, thrown away. The only writers of drafts."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.files import store_file
from accounts.services.pages import PAGES_TASK, is_to_draw
from accounts.services.reading import discard_file
from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.uploads import clean_upload
from core.verdict import require
from core.waking import wake
from core.words import day
from institutions.models import EvidenceKind
from students.models import Record, Student
from students.policies import records as policies
from students.policies.evidence import last_day
from students.services.records_moves import lock_record, make_record_move
from students.services.students import lock_student
from students.states import SUBMIT_RECORD, SUPERSEDE_RECORD, RecordState

FILE = "record"
TYPED_LENGTH = 500  # of one field, as it was typed


@transaction.atomic
def keep_draft(
    *,
    student_id: int,
    kind: EvidenceKind,
    by: Actor,
    now: datetime,
    typed: Mapping[str, str],
    replaces_id: int | None = None,
    copy_of_id: int | None = None,
) -> Record:
    """Keep what was typed, right or wrong, in the student's one draft of this kind (or of this correction), begun when there is none.

    A correction begins with the document that came back, unless that was what was wrong; a copy with that of `copy_of_id`.
    Locks the student. Raises NotAllowed, Refusal.
    """
    student = lock_student(student_id)
    require(policies.may_add(by, student))
    draft = Record.objects.filter(
        student=student, kind=kind, replaces_id=replaces_id, state=RecordState.DRAFT
    ).first() or _begin(student, kind, by=by, now=now, replaces_id=replaces_id)
    if draft.file_id is None and copy_of_id is not None:
        source = Record.objects.select_related("student").get(pk=copy_of_id, student=student)
        require(policies.may_copy(by, source))
        draft.file_id = source.file_id
    draft.values = {name: text[:TYPED_LENGTH] for name, text in typed.items()}
    draft.version += 1
    draft.save()
    return draft


def _begin(student: Student, kind: EvidenceKind, *, by: Actor, now: datetime, replaces_id: int | None) -> Record:
    draft = Record(student=student, kind=kind, created_at=now)
    if replaces_id is not None:
        draft.replaces = lock_record(replaces_id)
        require(policies.may_replace(by, draft.replaces))
        draft.file_id = draft.replaces.file_id if draft.replaces.passes_document_on else None
    return draft


def attach_document(*, record_id: int, by: Actor, now: datetime, document: UploadedFile) -> Record:
    """Put a document into a draft, in place of the earlier one. Looked at before anything is locked. Raises NotAllowed, Refusal."""
    require(policies.may_edit(by, Record.objects.select_related("student").get(pk=record_id)))
    clean = clean_upload(document, field="document")
    with transaction.atomic():
        record = lock_record(record_id)
        require(policies.may_edit(by, record))
        earlier = record.file_id
        record.file = store_file(
            kind=FILE,
            content=clean.content,
            name=_file_name(record, clean.name),
            media_type=clean.media_type,
            owner_id=record.student.user_id,
        )
        record.version += 1
        record.save(update_fields=["file", "version"])
        if is_to_draw(record.file):
            transaction.on_commit(partial(wake, PAGES_TASK, record.file.pk))
        forget_file(earlier)
        return record


@transaction.atomic
def submit_record(
    *, record_id: int, by: Actor, now: datetime, on: date, until: date | None, values: Mapping[str, Any]
) -> Record:
    """Send a draft to the office. What it corrects, and nobody has accepted, is replaced by it.

    Locks the student, then the record. Raises NotAllowed, Refusal, IllegalMove.
    """
    record = lock_record(record_id)
    require(policies.may_edit(by, record))
    if record.file_id is None:
        raise Refusal(
            _("The document is missing."), instead=_("Take a photo of it, or choose a file."), field="document"
        )
    until = last_day(record.kind, on, until)
    check_days(on=on, until=until, today=clock.day_of(now, record.student.institute.zone))
    _check_words(record, values)
    if record.replaces_id is not None:
        earlier = lock_record(record.replaces_id)
        if earlier.state != RecordState.VERIFIED:
            make_record_move(earlier, SUPERSEDE_RECORD, by=by, now=now)
    return make_record_move(
        record, SUBMIT_RECORD, by=by, now=now, on=on, until=until, values=dict(values), submitted_at=now
    )


@transaction.atomic
def discard_draft(*, record_id: int, by: Actor, now: datetime) -> None:
    """Throw a draft away, and its document where nothing else shows it. Raises NotAllowed, Refusal."""
    record = lock_record(record_id)
    require(policies.may_edit(by, record))
    file_id = record.file_id
    record.delete()
    forget_file(file_id)


def check_days(*, on: date, until: date | None, today: date) -> None:
    """Refuse days that no document of today can carry."""
    if on > today:
        raise Refusal(_("This day has not come yet."), instead=_("Write the day that the document shows."), field="on")
    if until is not None and until < on:
        raise Refusal(_("It cannot end before it begins."), field="until")
    if until is not None and until < today:
        raise Refusal(
            _("It ended on %(day)s, so no partner can accept it.") % {"day": day(until)},
            instead=_("Send the newer one when you have it."),
            field="until",
        )


def _check_words(record: Record, values: Mapping[str, Any]) -> None:
    """What is typed freely names nobody by a number."""
    for field in record.kind.fields:
        if field["type"] == "text":
            text = str(values.get(field["name"], ""))
            refuse_patient_data(text, field=field["name"], instead=_("Leave it out: it belongs in no record here."))


def _file_name(record: Record, name: str) -> str:
    """As the student called it; health evidence is named in no list of files."""
    return f"health-record{PurePosixPath(name).suffix}" if record.kind.is_health else name


def forget_file(file_id: int | None) -> None:
    """Remove a file that no record shows any more."""
    if file_id is not None and not Record.objects.filter(file_id=file_id).exists():
        discard_file(file_id=file_id)
