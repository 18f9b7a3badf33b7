"""What the placement page shows of learning."""

from datetime import datetime
from typing import Any

from core.actor import Actor
from placements.mentoring import mentors_of
from placements.models import Placement
from placements.policies import learning as policies
from placements.states import PlacementState
from placements.states_learning import CONTRACT_TONES, ContractState

COMES = {PlacementState.CONFIRMED, PlacementState.ACTIVE, PlacementState.COMPLETED, PlacementState.ENDED_EARLY}


def learning_section(placement: Any, actor: Actor, _now: datetime) -> dict[str, Any]:
    """Where contract, log and mentors stand, of a placement `with_learning` and `with_mentors`; ways to the rest. No query."""
    state = placement.contract_state and ContractState(placement.contract_state)
    return {
        "is_shown": placement.state in COMES,
        "contract": state.label if state else "",
        "contract_tone": CONTRACT_TONES[state] if state else "",
        "has_contract": state is not None,
        "logged": placement.activities_logged,
        "waiting": placement.activities_waiting,
        "mentors": mentors_of(placement),
        **_may(placement, actor),
    }


def _may(placement: Placement, actor: Actor) -> dict[str, Any]:
    return {
        "may_log": policies.may_log_activity(actor, placement),
        "may_confirm": policies.may_confirm_activities(actor, placement),
        "may_read_shared": policies.may_read_shared(actor, placement),
        "may_read_meetings": policies.may_read_meetings(actor, placement),
        "may_read_check_ins": policies.may_read_check_ins(actor, placement),
        "is_own": policies.may_write_own(actor, placement),
    }
