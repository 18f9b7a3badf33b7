"""The office's side of records: verified, sent back; and an administrator's reason for opening what is closed."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction

from accounts.services.reading import note_readings
from core.actor import Actor
from core.verdict import require
from notifications.services.posting import post
from students.models import Record
from students.notices.records import opened_to_student
from students.policies import records as policies
from students.services.records_moves import lock_record, reject_locked, verify_locked


@transaction.atomic
def verify_record(
    *,
    record_id: int,
    by: Actor,
    now: datetime,
    on: date,
    until: date | None,
    values: Mapping[str, Any],
    seen: bool = False,
) -> Record:
    """Accept a record as it stands on the form. It never changes again. Locks the student, then the record.

    One that was brought over without its document is accepted by whoever has `seen` the paper, and says so.

    Raises NotAllowed, Refusal when somebody else was quicker, IllegalMove.
    """
    record = lock_record(record_id)
    require(policies.may_verify(by, record))
    return verify_locked(record, by=by, now=now, on=on, until=until, values=values, seen=seen)


@transaction.atomic
def reject_record(*, record_id: int, by: Actor, now: datetime, reason: str, words: str) -> Record:
    """Send a record back with what is wrong. Locks as above. Raises NotAllowed, Refusal, IllegalMove."""
    record = lock_record(record_id)
    require(policies.may_reject(by, record))
    return reject_locked(record, by=by, now=now, reason=reason, words=words)


@transaction.atomic
def open_record(*, record_id: int, by: Actor, now: datetime, reason: str) -> Record:
    """Open health evidence to an administrator for an hour: the reason is kept, and the student is told. Raises NotAllowed."""
    record = lock_record(record_id)
    require(policies.may_open(by, record))
    note_readings([record.readable], by=by, now=now, reason=reason)
    post(
        reader=record.student.user,
        message=partial(opened_to_student, record, by, reason),
        dedupe_key=f"record.opened:{record.pk}:{by.user_id}:{now.isoformat()}",
        now=now,
    )
    return record
