"""Writing down what was done to keep the portal well."""

from datetime import datetime

from accounts.models import Chore
from core import clock
from core.actor import Actor


def record_chore(
    kind: Chore.Kind, *, by: Actor, now: datetime, ok: bool, note: str = "", finished: datetime | None = None
) -> Chore:
    """Write down that `kind` was begun at `now` and has ended, at `finished` or in this moment. `note` holds figures, never a name.

    In a transaction of its own where the caller has none: a backup that failed is written down, too.
    """
    ended = finished or clock.now()
    return Chore.objects.create(
        kind=kind,
        started_at=now,
        finished_at=max(ended, now),
        ok=ok,
        note=note[:500],
        by_id=by.user_id,
        via=by.via,
    )


def last_chore(kind: Chore.Kind, *, ok: bool = True) -> Chore | None:
    """The latest of a kind that went well, or with `ok=False` that did not. Uses the index `chores_of_a_kind`."""
    return Chore.objects.filter(kind=kind, ok=ok).order_by("-finished_at").first()
