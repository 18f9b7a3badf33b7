"""How a reference moves: the lock, then check, change, history, tell. Used by every service that moves one."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import Purpose, User
from accounts.services.links import end_links, ensure_link
from core.actor import Actor
from core.lifecycle import Move
from core.verdict import require
from notifications.services.posting import post, tell
from placements.models import Reference, ReferenceTransition
from placements.notices.references import REFERENCE_TOLD_ABOUT, due
from placements.policies import references as policies
from placements.states import ANSWER_REFERENCE, SEND_REFERENCE

LINK_LASTS = timedelta(days=30)  # after the day it is needed by: a late letter is better than none


def lock_reference(reference_id: int) -> Reference:
    """The reference with its people and applications, its own row locked. Two queries."""
    rows = Reference.objects.select_for_update(of=("self",), no_key=True).for_page()
    return rows.get(pk=reference_id)


def send_reference(reference: Reference, *, by: Actor, now: datetime) -> None:
    """Mail the referee a link of their own. The caller holds the lock. Raises Refusal while the address is not confirmed."""
    reference.referee.refresh_from_db(fields=["confirmed_at", "confirmed_by", "how"])
    require(policies.may_send(reference.referee))
    ensure_link(
        purpose=Purpose.REFERENCE,
        user_id=reference.referee.user_id,
        subject_id=reference.pk,
        now=now,
        expires_at=link_ends(reference),
    )
    move_reference(reference, SEND_REFERENCE, by=by, now=now, asked_at=now)


def mail_new_reference_links(reference_ids: Iterable[int], *, referee: User, now: datetime) -> None:
    """Remind of each by a new link: the account that had the earlier one was joined to `referee`. The caller has judged it."""
    for reference in Reference.objects.waiting().filter(pk__in=reference_ids, referee__user=referee).for_page():
        link = ensure_link(
            purpose=Purpose.REFERENCE,
            user_id=referee.pk,
            subject_id=reference.pk,
            now=now,
            expires_at=link_ends(reference),
        )
        message = due(reference, link)
        post(reader=referee, message=message, dedupe_key=f"reference.joined:{reference.pk}:{now.isoformat()}", now=now)


def link_ends(reference: Reference) -> datetime:
    """Until when its link opens."""
    return datetime.combine(reference.needed_by, time.max, tzinfo=reference.student.institute.zone) + LINK_LASTS


def move_reference(
    reference: Reference, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any
) -> None:
    """Check, change, write the history, tell; a link whose request is settled opens nothing any more. The caller holds the lock."""
    move.check(reference.state, label=reference.get_state_display())
    was, reference.state = reference.state, move.target
    for name, value in changes.items():
        setattr(reference, name, value)
    reference.save(update_fields=["state", *changes])
    row = ReferenceTransition.write(reference, move, by=by, now=now, was=was, note=note)
    if move is not SEND_REFERENCE:
        end_links(purpose=Purpose.REFERENCE, subjects=[reference.pk], now=now, used=move is ANSWER_REFERENCE)
    tell(REFERENCE_TOLD_ABOUT, reference, move, row, now=now)
