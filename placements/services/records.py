"""A partner's lead decides about what an intern brings. The record itself moves as it does at the institute's office."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from placements.models import Placement
from placements.policies import records as policies
from students.models import Record
from students.services.records_moves import lock_record, reject_locked, verify_locked


@transaction.atomic
def clear_record(
    *,
    placement_id: int,
    record_id: int,
    by: Actor,
    now: datetime,
    on: date,
    until: date | None,
    values: Mapping[str, Any],
) -> Record:
    """Verify one record for this placement, and so for every other. Locks the student, then the record.

    Raises NotAllowed, Refusal when somebody was quicker, IllegalMove.
    """
    record = _locked(placement_id, record_id, by)
    return verify_locked(record, by=by, now=now, on=on, until=until, values=values)


@transaction.atomic
def return_record(*, placement_id: int, record_id: int, by: Actor, now: datetime, reason: str, words: str) -> Record:
    """Send one back with what is wrong. Locks and raises as above."""
    return reject_locked(_locked(placement_id, record_id, by), by=by, now=now, reason=reason, words=words)


def _locked(placement_id: int, record_id: int, by: Actor) -> Record:
    record = lock_record(record_id)
    placement = Placement.objects.select_related("student").get(pk=placement_id)
    require(policies.may_decide(by, placement, record))
    return record
