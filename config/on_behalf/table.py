"""The table of acts: everything that waits for somebody of a partner, by the name in its address and by its noun."""

from config.on_behalf.acts import Waiting
from config.on_behalf.calling import CALL_ACTS, PARTNER_ACTS
from config.on_behalf.course import CHANGE_ACTS, LEARNING_ACTS
from config.on_behalf.deciding import AGREEMENT_ACTS, APPLICATION_ACTS, SLOT_ACTS
from config.on_behalf.letters import LETTER_ACTS
from config.on_behalf.lists import LIST_ACTS
from config.on_behalf.references import REFERENCE_ACTS
from config.on_behalf.training import EVALUATION_ACTS, PLACEMENT_ACTS

ACTS: dict[str, Waiting] = {
    act.name: act
    for act in (
        *PLACEMENT_ACTS,
        *LEARNING_ACTS,
        *CHANGE_ACTS,
        *LETTER_ACTS,
        *EVALUATION_ACTS,
        *AGREEMENT_ACTS,
        *APPLICATION_ACTS,
        *SLOT_ACTS,
        *LIST_ACTS,
        *CALL_ACTS,
        *PARTNER_ACTS,
        *REFERENCE_ACTS,
    )
}
BY_NOUN: dict[str, list[Waiting]] = {}
for _act in ACTS.values():
    BY_NOUN.setdefault(_act.noun, []).append(_act)
