"""How a record moves: the locks, then check, change, history, tell. Policies are asked by whoever calls."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.words import day
from notifications.services.posting import tell
from students.models import Record, RecordTransition
from students.notices.records import RECORD_TOLD_ABOUT
from students.services.students import lock_student
from students.states import REJECT_RECORD, SUPERSEDE_RECORD, VERIFY_RECORD, RecordState


def lock_record(record_id: int) -> Record:
    """The record with its kind, its student locked first: two people who decide at once take turns."""
    student = lock_student(Record.objects.values_list("student_id", flat=True).get(pk=record_id))
    record = Record.objects.select_for_update(of=("self",)).select_related("kind", "file").get(pk=record_id)
    record.student = student
    return record


def make_record_move(record: Record, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any) -> Record:
    """Check, change, write the history, tell. The caller holds the lock. Raises IllegalMove, Refusal for a second one of the same."""
    move.check(record.state, label=record.get_state_display())
    was, record.state = record.state, move.target
    for name, value in changes.items():
        setattr(record, name, value)
    try:
        with transaction.atomic():
            record.save(update_fields=["state", *changes])
    except IntegrityError as error:
        raise Refusal(
            _("There is one with the same day and the same words already."),
            instead=_("Open that one, or correct what differs."),
            field="on",
        ) from error
    row = RecordTransition.write(record, move, by=by, now=now, was=was, note=note)
    tell(RECORD_TOLD_ABOUT, record, move, row, now=now)
    return record


def verify_locked(
    record: Record,
    *,
    by: Actor,
    now: datetime,
    on: date,
    until: date | None,
    values: Mapping[str, Any],
    seen: bool = False,
) -> Record:
    """Verified as it now stands: what the checker put right is in the history. What it corrects is replaced by it; what it renews goes on
    saying what it says of its own days, or whoever renews in time would be without for the days before.

    Raises Refusal where there is no document and nobody has `seen` it on paper.
    """
    lines = _corrections(record, on=on, until=until, values=values)
    if record.is_to_be_seen:
        lines.append(_see(record, by=by, now=now, seen=seen))
    note = "\n".join(lines)
    for earlier in _ancestors(record):
        if earlier.state == RecordState.VERIFIED and earlier.on is not None and earlier.on >= on:
            make_record_move(earlier, SUPERSEDE_RECORD, by=by, now=now)
    return make_record_move(
        record,
        VERIFY_RECORD,
        by=by,
        now=now,
        note=note,
        on=on,
        until=until,
        values=dict(values),
        decided_at=now,
        seen_at=record.seen_at,
        seen_by_id=record.seen_by_id,
    )


def _see(record: Record, *, by: Actor, now: datetime, seen: bool) -> str:
    """The word of whoever has the paper before them; it stands in the history."""
    if not seen:
        raise Refusal(
            _("No document is here yet: it was brought over without one."),
            instead=_(
                "The institute’s placement office verifies it with the paper in hand, or the student adds a photo."
            ),
            field="seen",
        )
    record.seen_at, record.seen_by_id = now, by.user_id
    return _("Seen on paper.")


def reject_locked(record: Record, *, by: Actor, now: datetime, reason: str, words: str) -> Record:
    """Sent back with what is wrong."""
    record.reason = reason
    note = f"{record.get_reason_display()}. {words}".strip()
    return make_record_move(
        record, REJECT_RECORD, by=by, now=now, note=note, reason=reason, words=words, decided_at=now
    )


def _ancestors(record: Record) -> list[Record]:
    """What it replaces, what that replaced, and so on, each locked."""
    found, pk = [], record.replaces_id
    while pk is not None:
        earlier = Record.objects.select_for_update(of=("self",)).select_related("kind").get(pk=pk)
        earlier.student = record.student
        found.append(earlier)
        pk = earlier.replaces_id
    return found


def _corrections(record: Record, *, on: date, until: date | None, values: Mapping[str, Any]) -> list[str]:
    """One line for each field that the checker changed."""
    pairs = [(_("Day"), _shown(record.on), _shown(on)), (_("Holds until"), _shown(record.until), _shown(until))]
    labels = {field["name"]: str(field["label"]) for field in record.kind.fields}
    for name, label in labels.items():
        pairs.append((label, _shown(record.values.get(name)), _shown(values.get(name))))
    return [
        _("%(label)s was %(before)s, is %(after)s.") % {"label": label, "before": before, "after": after}
        for label, before, after in pairs
        if before != after
    ]


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    return str(value) if value not in {None, ""} else "–"
