"""Records brought over from an institute's earlier records, many at once. Each waits until its document is seen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import EvidenceKind
from notifications.services.posting import notify
from students.models import Record, RecordTransition, Student
from students.notices.records import brought_to_student
from students.policies import records as policies
from students.services.records_moves import lock_record, make_record_move
from students.states import BRING_RECORD, SUPERSEDE_RECORD, RecordState


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What the earlier records say of one document."""

    student: Student
    kind: EvidenceKind
    on: date
    until: date | None
    reference: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def bring_records(*, by: Actor, now: datetime, records: Sequence[NewRecord]) -> None:
    """All or none, in a fixed number of statements. Each is with the office until somebody has seen its document.

    The caller has looked each line through. Raises NotAllowed, Refusal when somebody came in between.
    """
    for new in records:
        require(policies.may_bring_for(by, new.student, is_health=new.kind.is_health))
    rows = [_row(new, by=by, now=now) for new in records]
    _save(rows)
    note = _("Brought over from the institute’s earlier records, without its document.")
    RecordTransition.objects.bulk_create(
        RecordTransition.row(row, BRING_RECORD, by=by, now=now, was="", note=note) for row in rows
    )


def _row(new: NewRecord, *, by: Actor, now: datetime) -> Record:
    return Record(
        student=new.student,
        kind=new.kind,
        state=RecordState.SUBMITTED,
        on=new.on,
        until=new.until,
        values=dict(new.values),
        reference=new.reference,
        submitted_at=now,
        brought_at=now,
        brought_by_id=by.user_id,
        created_at=now,
        updated_at=now,
    )


def _save(rows: Sequence[Record]) -> None:
    try:
        with transaction.atomic():
            Record.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Refusal(
            _("One of these records has just come in by another way."),
            instead=_("Nothing was added from your list. Look it through again to see which."),
        ) from error


@transaction.atomic
def correct_brought_record(*, record_id: int, by: Actor, now: datetime, new: NewRecord) -> Record:
    """Put another in the place of one that was brought over, while its document is still to be seen. The earlier one stays readable.

    Locks the student, then the record. Raises NotAllowed, Refusal, IllegalMove.
    """
    record = lock_record(record_id)
    require(policies.may_bring_for(by, record.student, is_health=record.kind.is_health))
    if not record.is_to_be_seen:
        raise Refusal(_("Its document is here: it is corrected by the student or while it is checked."))
    make_record_move(record, SUPERSEDE_RECORD, by=by, now=now)
    row = _row(new, by=by, now=now)
    row.replaces = record
    _save([row])
    RecordTransition.write(row, BRING_RECORD, by=by, now=now, was="", note=_("Brought over anew, in place of another."))
    return row


def tell_students(records: Sequence[NewRecord], *, now: datetime) -> None:
    """One message to each student, however many of their records came."""
    students = {new.student.pk: new.student for new in records}
    for pk, count in Counter(new.student.pk for new in records).items():
        notify(brought_to_student, students[pk], count, now, now=now)
