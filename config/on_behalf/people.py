"""For whom of a partner something may be recorded."""

from typing import Any

from institutions.models import Membership
from placements.models import Application, Placement


def _leads(partner_id: int) -> list[Membership]:
    return list(Membership.objects.leads_of(partner_id).select_related("partner", "institute").order_by("pk"))


def leads_of(thing: Any) -> list[Membership]:
    """The leads of the partner that the thing names."""
    return _leads(thing.partner_id)


def leads_of_slot(application: Application) -> list[Membership]:
    """The leads of the partner to which it was sent."""
    return _leads(application.slot.partner_id)


def supervisor_of(placement: Placement) -> list[Membership]:
    """The supervisor whom it names, if any."""
    person = placement.supervisor
    return [person] if person is not None else []
