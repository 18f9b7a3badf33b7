"""For whom of a partner something may be recorded."""

from typing import Any

from evaluations.models import Evaluation
from institutions.models import Agreement, Membership, Partner
from institutions.states import SIGN
from placements.models import Application, Placement


def _leads(partner_id: int) -> list[Membership]:
    return list(Membership.objects.leads_of(partner_id).select_related("partner", "institute").order_by("pk"))


def leads_of(thing: Any) -> list[Membership]:
    """The leads of the partner that the thing names. One query, however many acts ask."""
    if not hasattr(thing, "leads_known"):
        thing.leads_known = _leads(thing.partner_id)
    known: list[Membership] = thing.leads_known
    return known


def leads_asked(agreement: Agreement) -> list[Membership]:
    """The leads of the partner, while it is theirs to answer: nobody is asked otherwise, nor the database."""
    return _leads(agreement.partner_id) if SIGN.allowed_from(agreement.state) else []


def leads_of_slot(application: Application) -> list[Membership]:
    """The leads of the partner to which it was sent."""
    return _leads(application.slot.partner_id)


def supervisor_of(placement: Placement) -> list[Membership]:
    """The supervisor whom it names, if any."""
    return _of_partner(placement.supervisor, placement)


def evaluator_of(evaluation: Evaluation) -> list[Membership]:
    """Who is asked for it, if anybody."""
    return _of_partner(evaluation.evaluator, evaluation.placement)


def _of_partner(person: Membership | None, placement: Placement) -> list[Membership]:
    """The person with the partner that the page has loaded already: no query for a name."""
    if person is None:
        return []
    if person.partner_id == placement.partner_id:
        person.partner = placement.partner
    return [person]


def leads_of_partner(partner: Partner) -> list[Membership]:
    """The partner's own leads."""
    return _leads(partner.pk)
