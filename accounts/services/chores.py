"""Writing down what was done to keep the portal well, and what an administrator did on a bad day."""

from datetime import datetime
from typing import Any

from accounts.models import Chore, Intervention
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


def record_intervention(
    kind: Intervention.Kind, *, by: Actor, now: datetime, reason: str, **about: Any
) -> Intervention:
    """Write down that `by` did this, and why. `about`: person_id, other_id, file_id, figures. Part of the act’s transaction."""
    return Intervention.objects.create(kind=kind, by_id=by.user_id, at=now, reason=reason, **about)
