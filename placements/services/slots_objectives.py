"""The ordered learning objectives of a slot. Each function locks the slot, then writes its objectives."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from placements.models import Competency, Objective, Slot
from placements.policies import slots as policies
from placements.policies.drafts import OBJECTIVES_MOST as MOST
from placements.services.slots import lock_slot
from placements.states import SlotState


class Direction(StrEnum):
    """Which way an objective moves in the list."""

    UP = "up"
    DOWN = "down"


def _lock(slot_id: int, by: Actor) -> Slot:
    slot = lock_slot(slot_id)
    require(policies.may_change_objectives(by, slot))
    return slot


@transaction.atomic
def add_objective(
    *,
    slot_id: int,
    by: Actor,
    now: datetime,
    text: str,
    competency: Competency,
    target: int | None = None,
    participation: str = "",
) -> Objective:
    """Put one at the end; with a target, so many activities at that participation lead to it. Raises NotAllowed, Refusal."""
    slot = _lock(slot_id, by)
    if slot.objectives.count() >= MOST:
        raise Refusal(
            _("A slot has at most %(n)d objectives.") % {"n": MOST},
            instead=_("Join two that belong together."),
            field="text",
        )
    last = slot.objectives.aggregate(last=Max("position"))["last"] or 0
    return Objective.objects.create(
        slot=slot, position=last + 1, text=text, competency=competency, target=target, participation=participation
    )


@transaction.atomic
def edit_objective(
    *,
    slot_id: int,
    objective_id: int,
    by: Actor,
    now: datetime,
    text: str,
    competency: Competency,
    target: int | None = None,
    participation: str = "",
) -> Objective:
    """Word it anew. Raises NotAllowed, Refusal, Objective.DoesNotExist."""
    objective = _lock(slot_id, by).objectives.get(pk=objective_id)
    objective.text, objective.competency = text, competency
    objective.target, objective.participation = target, participation
    objective.save(update_fields=["text", "competency", "target", "participation"])
    return objective


@transaction.atomic
def move_objective(*, slot_id: int, objective_id: int, by: Actor, now: datetime, direction: str) -> Objective:
    """Exchange it with its neighbour; at the edge nothing changes. Raises NotAllowed, Refusal, Objective.DoesNotExist."""
    slot = _lock(slot_id, by)
    objective = slot.objectives.get(pk=objective_id)
    if direction == Direction.UP:
        neighbour = slot.objectives.filter(position__lt=objective.position).order_by("-position").first()
    else:
        neighbour = slot.objectives.filter(position__gt=objective.position).order_by("position").first()
    if neighbour is not None:
        objective.position, neighbour.position = neighbour.position, objective.position
        # One position twice for a moment: the constraint is judged at the commit.
        Objective.objects.bulk_update([objective, neighbour], ["position"])
    return objective


@transaction.atomic
def remove_objective(*, slot_id: int, objective_id: int, by: Actor, now: datetime) -> Slot:
    """Take it off the list; a slot that students see keeps one. Raises NotAllowed, Refusal, Objective.DoesNotExist."""
    slot = _lock(slot_id, by)
    objective = slot.objectives.get(pk=objective_id)
    if slot.state != SlotState.DRAFT and slot.objectives.count() == 1:
        raise Refusal(_("Students see this slot, and it needs an objective."), instead=_("Write the new one first."))
    objective.delete()
    return slot
