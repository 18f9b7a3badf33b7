"""What the placement page shows of readiness: clear to start or not, and as much of why as the reader may know."""

from datetime import datetime
from typing import Any

from core.actor import Actor, Role
from placements.models import Placement
from placements.readiness import COMING, board_of_placements
from placements.states import PlacementState
from students.policies.readiness import columns_of
from students.readiness_words import lines_of


def readiness_section(placement: Placement, actor: Actor, _now: datetime) -> dict[str, Any]:
    """Four queries until it is over; nothing afterwards, nor to a supervisor, whom it does not concern."""
    if placement.state not in {*COMING, PlacementState.ACTIVE} or actor.acts_as(Role.SUPERVISOR):
        return {"is_shown": False}
    board = board_of_placements([placement], explain=True)
    row = board.rows[0]
    return {
        "is_shown": bool(board.requirements),
        "is_clear": row.is_clear,
        "lines": lines_of(row, columns_of(board, actor), board.kinds),
        "student_pk": placement.student_id,
        "may_open": actor.acts_as(Role.STUDENT, Role.COORDINATOR, Role.VIEWER),
    }
