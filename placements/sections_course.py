"""What the placement page shows of its course: blocks, changes that wait, a rest, the question at mid-point."""

from datetime import datetime
from typing import Any

from core.actor import Actor
from placements.policies import changes as policies
from placements.policies.placements import is_intern


def course_section(placement: Any, actor: Actor, now: datetime) -> dict[str, Any]:
    """Context of `pages/placement/_course.html`, of a placement `with_course`. No query."""
    today = placement.today(now)
    rests = (
        row for row in placement.its_suspensions or () if row.last_day >= today and row.first_day <= placement.last_day
    )
    suspension = next(rests, None)
    ended = placement.has_ended(today)
    asked = policies.is_mid_point(placement, today) and policies.may_check(actor, placement)
    return {
        "blocks": [{"block": block, "is_on": block.is_on(today) and not ended} for block in placement.its_blocks or ()],
        "waiting": placement.changes_waiting or (),
        "suspension": suspension,
        "rests": suspension is not None and suspension.first_day <= today,
        "asks": asked and actor.user_id not in {check.by_id for check in placement.checked_by or ()},
        "may_ask": policies.may_ask(actor, placement),
        "may_resume": policies.may_resume(actor, placement, suspension, today),
        "may_call": policies.may_call_contact(actor, placement),
        "is_own": is_intern(actor, placement),
    }
