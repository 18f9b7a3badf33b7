"""How a student is: said, removed, and who may read it. Each service locks the placement first."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from placements.models import CheckIn, CheckInConsent, Placement
from placements.policies.learning import may_write_own
from placements.services.placements_moves import lock_placement


@transaction.atomic
def check_in(*, placement_id: int, by: Actor, now: datetime, feeling: int, text: str = "") -> CheckIn:
    """Say how one is. Nobody is told: whoever may read it finds it. Raises NotAllowed."""
    placement = _own(placement_id, by)
    return CheckIn.objects.create(placement=placement, at=now, feeling=feeling, text=text)


@transaction.atomic
def remove_check_in(*, check_in_id: int, by: Actor, now: datetime) -> None:
    """Delete it for good. Raises NotAllowed."""
    row = CheckIn.objects.get(pk=check_in_id)
    _own(row.placement_id, by)
    row.delete()


@transaction.atomic
def share_check_ins(*, placement_id: int, by: Actor, now: datetime) -> CheckInConsent:
    """Let the institute's coordinators read what is said from now on. Raises NotAllowed, Refusal when they may already."""
    placement = _own(placement_id, by)
    if CheckInConsent.objects.standing().filter(placement=placement).exists():
        raise Refusal(_("Your placement office may read them already."))
    return CheckInConsent.objects.create(placement=placement, given_at=now)


@transaction.atomic
def hide_check_ins(*, placement_id: int, by: Actor, now: datetime) -> Placement:
    """Withdraw the consent: at once, nobody else reads any of them. Raises NotAllowed."""
    placement = _own(placement_id, by)
    CheckInConsent.objects.standing().filter(placement=placement).update(withdrawn_at=now)
    return placement


def _own(placement_id: int, by: Actor) -> Placement:
    placement = lock_placement(placement_id)
    require(may_write_own(by, placement))
    return placement
