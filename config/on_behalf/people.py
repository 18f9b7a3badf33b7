"""For whom of a partner something may be recorded."""

from typing import Any

from evaluations.models import Evaluation
from evaluations.states import PASS_ON
from institutions.models import Agreement, Membership, Partner
from institutions.states import SIGN
from placements.models import Application, NameList, Placement, PlacementChange
from placements.states import ANSWER_LIST
from placements.states_course import CARRY_OUT


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


def leads_to_answer(name_list: NameList) -> list[Membership]:
    """The leads of the partner that got it, while names wait for their answer."""
    return _leads(name_list.slot.partner_id) if ANSWER_LIST.allowed_from(name_list.state) else []


def supervisor_of(placement: Placement) -> list[Membership]:
    """The supervisor whom it names, if any."""
    return _of_partner(placement.supervisor, placement)


def evaluator_of(evaluation: Evaluation) -> list[Membership]:
    """The supervisor who is asked for it, if anybody: what a student says is recorded for nobody."""
    return [] if evaluation.by_student else _of_partner(evaluation.evaluator, evaluation.placement)


def receivers_of(placement: Placement) -> list[Membership]:
    """Who receives an intern: the supervisor, and the partner's leads."""
    return [*supervisor_of(placement), *leads_of(placement)]


def evaluator_or_leads(evaluation: Evaluation) -> list[Membership]:
    """Who may pass an evaluation on, while it is anybody's to fill in: who is asked, and the partner's leads."""
    if evaluation.by_student or not PASS_ON.allowed_from(evaluation.state):
        return []
    return [*evaluator_of(evaluation), *leads_of(evaluation.placement)]


def _of_partner(person: Membership | None, placement: Placement) -> list[Membership]:
    """The person with the partner that the page has loaded already: no query for a name."""
    if person is None:
        return []
    if person.partner_id == placement.partner_id:
        person.partner = placement.partner
    return [person]


def leads_of_change(change: PlacementChange) -> list[Membership]:
    """The leads of the partner, while it waits for anybody’s word."""
    return _leads(change.placement.partner_id) if CARRY_OUT.allowed_from(change.state) else []


def leads_of_partner(partner: Partner) -> list[Membership]:
    """The partner's own leads."""
    return _leads(partner.pk)


# Of which every person is a lead: for none of them does another lead record, so that for a lead nobody need be looked up.
LEADS_ALONE = frozenset({leads_of, leads_asked, leads_of_slot, leads_to_answer, leads_of_change, leads_of_partner})
