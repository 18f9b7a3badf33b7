"""What the placement page shows of readiness (clear to start or not, as much of why as the reader may know) and of attendance."""

from datetime import datetime
from typing import Any

from core.actor import Actor, Role
from placements.models import HoursEntry, Placement
from placements.pacing import hours_now, ledger_of
from placements.policies.attendance import may_plan_shifts, may_report_absence
from placements.readiness import COMING, board_of_placements
from placements.states import PlacementState
from students.policies.readiness import columns_of
from students.readiness_words import lines_of


def readiness_section(placement: Placement, actor: Actor, _now: datetime) -> dict[str, Any]:
    """Three queries until it is over; nothing afterwards, nor to a supervisor, whom it does not concern."""
    if placement.state not in {*COMING, PlacementState.ACTIVE} or actor.acts_as(Role.SUPERVISOR):
        return {"is_shown": False}
    board = board_of_placements([placement], explain=True)
    row, columns = board.rows[0], columns_of(board, actor)
    return {
        "is_shown": bool(board.requirements),
        "is_clear": row.is_clear,
        "lines": lines_of(row, columns, board.kinds) if columns else [],
        "student_pk": placement.student_id,
        "may_open": actor.acts_as(Role.STUDENT, Role.COORDINATOR, Role.VIEWER),
    }


def attendance_section(placement: Any, actor: Actor, now: datetime) -> dict[str, Any]:
    """Where the hours lead, and absences that wait for a word, of a placement `with_attendance` and `with_absences`. Two queries while it
    is under way; nothing before and after.
    """
    if placement.state != PlacementState.ACTIVE:
        return {"is_shown": False}
    ledger = ledger_of(placement, HoursEntry.objects.filter(placement=placement))
    return {
        "is_shown": True,
        "pace": hours_now(placement, ledger.worked, now).pace,
        "absences": placement.absences_standing,
        "waiting": placement.absences_open,
        "may_report": may_report_absence(actor, placement),
        "may_plan": may_plan_shifts(actor, placement),
    }
