"""Whether the draft slot of an answer to a call is still as the answer made it: then the answer may change it, and take it back."""

from placements.models import CallAnswer, Slot
from placements.states import SlotState

OBJECTIVES_MOST = 20  # more than a supervisor can confirm with care


def promised_objectives(answer: CallAnswer) -> list[tuple[str, int]]:
    """What an answer's draft asks interns to learn, as (text, competency): what the call asks for. One query."""
    wanted = answer.call.competencies.order_by("framework", "position", "name")
    return list(wanted.values_list("name", "pk")[:OBJECTIVES_MOST])


def is_as_made(answer: CallAnswer) -> bool:
    """True while nobody has written in the draft, or published it. Up to five queries; expects `call` and `slot` loaded."""
    slot: Slot | None = answer.slot
    if slot is None or slot.state != SlotState.DRAFT or slot.version > 1:
        return False
    kept = list(slot.allotments.values_list("institute", "places", "returns_on"))
    if kept != [(answer.call.institute_id, slot.places, None)] or slot.blocks.exists() or hasattr(slot, "selection"):
        return False
    objectives = slot.objectives.order_by("position").values_list("text", "competency", "target", "participation")
    return list(objectives) == [(*promised, None, "") for promised in promised_objectives(answer)]
