"""Whom to call when something has happened to a student on placement."""

from datetime import datetime

from django.db import transaction

from accounts.models import ReadLog
from core.actor import Actor
from core.verdict import require
from placements.policies import changes as policies
from placements.services.placements_moves import lock_placement
from students.models import Student


@transaction.atomic
def open_contact(*, placement_id: int, by: Actor, now: datetime) -> Student:
    """The student with the contact, for a page; the reading is kept in the transaction that shows it. Raises NotAllowed, Refusal."""
    placement = lock_placement(placement_id)
    require(policies.may_call_contact(by, placement))
    ReadLog.objects.create(about=f"emergency:{placement.pk}", reader_id=by.user_id, as_label=by.label, at=now)
    return placement.student
