"""Seats of two partners that become one, numbered together. `institutions.services.merging` comes here by `MOVERS`."""

from django.utils.translation import gettext as _

from core.errors import Refusal
from institutions.models import Partner
from placements.models import Seat
from placements.services.seats_numbers import numbered


def join_seats(old: Partner, new: Partner) -> int:
    """Number the seats of both together at `new`, in one UPDATE; the slots and agreements have moved already. How many changed partner.

    Raises Refusal where they are more at once than `new` takes.
    """
    rows = list(Seat.objects.filter(partner__in=[old, new]))
    numbers = numbered([(row.during.lower, row.during.upper) for row in rows])
    if new.people_cap is not None and max(numbers, default=0) > new.people_cap:
        raise Refusal(
            _("Together they have %(count)d interns at once, and %(partner)s takes %(cap)d.")
            % {"count": max(numbers), "partner": new, "cap": new.people_cap},
            instead=_("Raise its limit first, or wait until some have left."),
        )
    moved = sum(row.partner_id == old.pk for row in rows)
    for row, number in zip(rows, numbers, strict=True):
        row.partner, row.partner_number = new, number
    Seat.objects.bulk_update(rows, ["partner", "partner_number"])
    return moved
