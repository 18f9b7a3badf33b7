"""The supervisor's word on objectives: a level each, a later word superseding the earlier."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from notifications.services.posting import notify
from placements.models import ObjectiveConfirmation, Placement
from placements.notices.training import objectives_to_student
from placements.policies import training as policies
from placements.services.placements_moves import lock_placement


@transaction.atomic
def confirm_objectives(*, placement_id: int, by: Actor, now: datetime, levels: Mapping[int, int]) -> Placement:
    """Confirm objectives at a level: `levels` maps an objective's id to a point's. What is the same as before is left alone.

    Locks the placement, so that there is one current word on each objective. Raises NotAllowed, Refusal for an objective of another
    slot or a point of another scale.
    """
    placement = lock_placement(placement_id)
    require(policies.may_confirm_objectives(by, placement))
    current = dict(
        ObjectiveConfirmation.objects.current().filter(placement=placement).values_list("objective_id", "level_id")
    )
    changed = {objective: level for objective, level in levels.items() if current.get(objective) != level}
    known = set(placement.slot.objectives.values_list("pk", flat=True))
    points = set(policies.levels().values_list("pk", flat=True))
    if not changed.keys() <= known or not set(changed.values()) <= points:
        raise Refusal(_("This is not an objective of this placement, or not a level of its scale."))
    said = ObjectiveConfirmation.objects.current().filter(placement=placement, objective__in=changed)
    said.update(superseded_at=now)
    ObjectiveConfirmation.objects.bulk_create(
        ObjectiveConfirmation(
            placement=placement,
            objective_id=objective,
            level_id=level,
            by_id=by.user_id,
            membership_id=by.membership_id,
            recording_id=by.recording_id,
            at=now,
        )
        for objective, level in changed.items()
    )
    if changed:
        notify(objectives_to_student, placement, len(changed), now, now=now)
    return placement
