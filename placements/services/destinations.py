"""What became of interns: said in one tap, described if they like."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Purpose
from accounts.services.links import check_link
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from placements.models import Became, Destination, Placement
from placements.policies import destinations as policies


@transaction.atomic
def say_destination(*, placement_id: int, by: Actor, now: datetime, became: str) -> Destination:
    """Keep the one tap, as the answer for the month that is asked; whether it may be counted stays as it was said before.

    Locks the placement. Raises NotAllowed, Refusal.
    """
    placement, month = _asked(placement_id, by, now)
    earlier = placement.destinations.filter(month__lte=month).order_by("month").last()
    destination = earlier if earlier and earlier.month == month else Destination(placement=placement, month=month)
    if destination.became != became:
        destination.became, destination.role, destination.here = became, "", False
    destination.counts = bool(earlier and earlier.counts)
    destination.save()
    return destination


@transaction.atomic
def describe_destination(
    *, placement_id: int, by: Actor, now: datetime, role: str = "", here: bool = False, counts: bool = False
) -> Destination:
    """Add as what, whether at the partner itself, and whether it may be counted. Locks the placement. Raises NotAllowed, Refusal."""
    placement, month = _asked(placement_id, by, now)
    destination = placement.destinations.filter(month=month).first()
    if destination is None:
        raise Refusal(_("Say first where you are now."))
    destination.role, destination.counts = role, counts
    destination.here = here and destination.became == Became.EMPLOYED
    destination.save()
    return destination


def _asked(placement_id: int, by: Actor, now: datetime) -> tuple[Placement, int]:
    """The placement, locked, and the month that is asked."""
    rows = Placement.objects.select_for_update(of=("self",), no_key=True).select_related("student__user", "institute")
    placement = rows.get(pk=placement_id)
    today = placement.today(now)
    require(policies.may_say(by, placement, today))
    check_link(by, purpose=Purpose.DESTINATION, subject_id=placement.pk, now=now)
    month = policies.month_asked(placement, today)
    assert month is not None  # noqa: S101 - the verdict says so
    return placement, month
