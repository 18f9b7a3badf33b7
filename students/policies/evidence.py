"""Records as the rules of partners see them (`institutions.rules`). Says nothing of who may read them: what comes of it is met or not."""

from collections.abc import Iterable
from datetime import date

from institutions.models import EvidenceKind
from institutions.rules import Held
from institutions.rules.days import months_after
from students.models import Record
from students.states import RecordState


def held_of(records: Iterable[Record]) -> list[Held]:
    """One `Held` for each record that was sent or verified. Expects kinds loaded."""
    return [
        Held(
            kind=record.kind.slug,
            on=record.on,
            until=record.until,
            values=record.values,
            verified=record.state == RecordState.VERIFIED,
        )
        for record in records
    ]


def last_day(kind: EvidenceKind, on: date, stated: date | None) -> date | None:
    """Until when a document of `on` holds: the day that it states, else as long as its kind does; None for ever."""
    if stated is not None or not kind.default_months:
        return stated
    return months_after(on, kind.default_months)
