"""The learning contract: proposed by the student, agreed or sent back by the supervisor. Each service locks the placement first."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.screening import refuse_patient_data
from core.verdict import require
from notifications.services.posting import say, tell
from placements.models import Aim, LearningContract, LearningContractTransition, Placement
from placements.notices import learning as notices
from placements.policies import learning as policies
from placements.policies.training import levels
from placements.services.placements_moves import lock_placement
from placements.states_learning import AGREE_CONTRACT, PROPOSE_CONTRACT, RETURN_CONTRACT

NO_PATIENT = gettext_lazy("Leave it out: the contract is about what you learn.")


@transaction.atomic
def propose_contract(
    *, placement_id: int, by: Actor, now: datetime, aims: Mapping[int, tuple[int, str]]
) -> LearningContract:
    """Propose a level, and how to get there, for every objective: `aims` maps an objective's id to a point's and the words.

    Raises NotAllowed, Refusal (an objective left out or of another slot, a level of another scale, patient data), IllegalMove.
    """
    placement = lock_placement(placement_id)
    contract = LearningContract.objects.filter(placement=placement).first()
    require(policies.may_propose_contract(by, placement, contract))
    _check_aims(placement, aims)
    if contract is None:
        contract = LearningContract.objects.create(placement=placement, proposed_at=now, created_at=now)
        say(notices.contract_proposed, contract, key=f"made:{contract.pk}", now=now)
    else:
        contract.placement = placement
        _move(contract, PROPOSE_CONTRACT, by=by, now=now, proposed_at=now, word="")
    for objective_id, (level_id, how) in aims.items():
        Aim.objects.update_or_create(
            contract=contract, objective_id=objective_id, defaults={"level_id": level_id, "how": how}
        )
    return contract


@transaction.atomic
def agree_contract(
    *, placement_id: int, by: Actor, now: datetime, word: str = "", shown_version: int | None = None
) -> LearningContract:
    """Agree to the aims as they were shown; from now on they stay. Raises NotAllowed, Refusal, IllegalMove; Stale where the student
    has proposed others meanwhile.
    """
    contract = _lock(placement_id)
    require(policies.may_agree_contract(by, contract.placement, contract))
    contract.refuse_stale(shown_version)
    return _answer(contract, AGREE_CONTRACT, by=by, now=now, word=word)


@transaction.atomic
def return_contract(
    *, placement_id: int, by: Actor, now: datetime, word: str, shown_version: int | None = None
) -> LearningContract:
    """Send it back with a word, so that the student can change it; what was agreed is open again. Raises as `agree_contract` does."""
    contract = _lock(placement_id)
    require(policies.may_return_contract(by, contract.placement, contract))
    contract.refuse_stale(shown_version)
    return _answer(contract, RETURN_CONTRACT, by=by, now=now, word=word)


def _lock(placement_id: int) -> LearningContract:
    placement = lock_placement(placement_id)
    contract = LearningContract.objects.filter(placement=placement).first()
    if contract is None:
        raise Refusal(_("There is no learning contract yet."), instead=_("The student proposes it."))
    contract.placement = placement
    return contract


def _check_aims(placement: Placement, aims: Mapping[int, tuple[int, str]]) -> None:
    asked = set(placement.slot.objectives.values_list("pk", flat=True))
    if not asked:
        raise Refusal(_("This slot has no objectives."), instead=_("Ask the partner’s placement lead for them."))
    if aims.keys() != asked:
        raise Refusal(_("A learning contract says what you aim for in every objective of this placement."))
    if not {level for level, _how in aims.values()} <= set(levels().values_list("pk", flat=True)):
        raise Refusal(_("This is not a level of the scale."))
    for objective_id, (_level, how) in aims.items():
        refuse_patient_data(how, field=f"how_{objective_id}", instead=NO_PATIENT)


def _answer(contract: LearningContract, move: Move, *, by: Actor, now: datetime, word: str) -> LearningContract:
    refuse_patient_data(word, field="word", instead=NO_PATIENT)
    return _move(contract, move, by=by, now=now, note=word, word=word, answered_at=now, answered_by_id=by.user_id)


def _move(
    contract: LearningContract, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: object
) -> LearningContract:
    move.check(contract.state, label=contract.get_state_display())
    was, contract.state = contract.state, move.target
    for name, value in changes.items():
        setattr(contract, name, value)
    contract.save()
    row = LearningContractTransition.write(contract, move, by=by, now=now, was=was, note=note)
    tell(notices.CONTRACT_TOLD_ABOUT, contract, move, row, now=now)
    return contract
