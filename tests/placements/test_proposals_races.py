"""Proposed sites under concurrency: real threads, real PostgreSQL, exact outcomes."""

from functools import partial

import pytest

from core import clock
from core.errors import Refusal
from institutions.models import Department, Partner, PartnerContact, Site
from placements.models import SiteProposal, Slot
from placements.services import proposals as services
from placements.states import ProposalState
from tests.factories.institutions import MembershipFactory, PartnerFactory, a_day
from tests.factories.references import SiteProposalFactory
from tests.factories.students import membership_of
from tests.placements.stage import a_stage
from tests.races import race, refusals

pytestmark = pytest.mark.django_db(transaction=True)
P = ProposalState
rounds = pytest.mark.parametrize("round_", range(3))
SITE = {
    "name": "Seaview Eye Clinic",
    "city": "Karachi",
    "department": "Optometry",
    "contact_name": "Dr Omar Farid",
    "contact_email": "omar@seaview.example",
}


def proposed(stage, **fields):
    return SiteProposalFactory(student=stage.student(), **SITE, **fields)


def approving(proposal, by, **changes):
    said = {"kind": "clinic", "title": "Optometry internship", "places": 1, "how": "Dr Farid takes her."}
    return partial(
        services.approve_proposal, proposal_id=proposal.pk, by=by.as_actor(), now=clock.now(), **{**said, **changes}
    )


def made():
    """Partners of the name, sites, departments, contacts, slots."""
    there = (
        Partner.objects.filter(name=SITE["name"]),
        Site.objects,
        Department.objects,
        PartnerContact.objects,
        Slot.objects,
    )
    return [rows.count() for rows in there]


@rounds
def test_a_proposal_approved_by_two_coordinators_at_once_makes_one_of_everything(round_):
    stage = a_stage(agreement_places=None)
    before = made()
    proposal = proposed(stage)
    colleague = MembershipFactory(coordinator=True, institute=stage.institute)
    results = race([approving(proposal, by) for by in (stage.coordinator, colleague, stage.coordinator)])
    assert len(refusals(results, Refusal)) == 2
    assert [now - then for now, then in zip(made(), before, strict=True)] == [1, 1, 1, 1, 1]
    assert proposal.transitions.count() == 1


@rounds
def test_approved_against_taken_back_leaves_one_of_the_two(round_):
    stage = a_stage()
    proposal = proposed(stage)
    by = membership_of(proposal.student).as_actor()
    take_back = partial(services.withdraw_proposal, proposal_id=proposal.pk, by=by, now=clock.now())
    assert len(refusals(race([approving(proposal, stage.coordinator), take_back]), Refusal)) == 1
    proposal.refresh_from_db()
    there = {P.APPROVED: 1, P.WITHDRAWN: 0}
    assert Partner.objects.filter(name=SITE["name"]).count() == there[proposal.state]


@rounds
def test_one_place_that_two_students_propose_is_one_partner_however_both_are_approved(round_):
    """Two institutes approve at once: the second is told that it is in the register now, chooses it, and adds nothing twice."""
    stages = [a_stage(), a_stage()]
    proposals = [proposed(stage) for stage in stages]
    calls = [approving(proposal, stage.coordinator) for proposal, stage in zip(proposals, stages, strict=True)]
    (refused,) = refusals(race(calls), Refusal)
    assert "is in the register" in str(refused)
    partner = Partner.objects.get(name=SITE["name"])
    late = SiteProposal.objects.get(state=P.PROPOSED)
    office = next(stage.coordinator for stage in stages if stage.institute == late.student.institute)
    approving(late, office, partner=partner)()
    assert list(SiteProposal.objects.values_list("partner", flat=True)) == [partner.pk] * 2
    assert (partner.sites.count(), Department.objects.filter(site__partner=partner).count()) == (1, 1)
    assert (partner.contacts.count(), Slot.objects.filter(partner=partner).count()) == (1, 2)


@rounds
def test_two_proposals_into_one_partner_of_the_register_share_its_new_department(round_):
    stage = a_stage()
    partner = PartnerFactory(name="Seaview")
    proposals = [proposed(stage), proposed(stage)]
    results = race([approving(proposal, stage.coordinator, partner=partner) for proposal in proposals])
    assert refusals(results, Refusal) == []
    assert (partner.sites.count(), Department.objects.filter(site__partner=partner).count()) == (1, 1)
    assert (partner.contacts.count(), Slot.objects.filter(partner=partner).count()) == (1, 2)


@rounds
@pytest.mark.parametrize(("departments", "kept"), [(6, 3), (1, 1)], ids=["six departments", "one six times"])
def test_a_student_who_sends_many_proposals_at_once_keeps_to_the_limit(round_, departments, kept):
    by = membership_of(a_stage().student()).as_actor()
    days = {"starts_on": a_day(60), "ends_on": a_day(100)}
    said = {**SITE, "contact_phone": "", "why": "They let students refract."}
    each = [{**said, **days, "department": f"Ward {number % departments}"} for number in range(6)]
    results = race([partial(services.propose_site, by=by, now=clock.now(), **one) for one in each])
    assert len(refusals(results, Refusal)) == 6 - kept
    assert SiteProposal.objects.filter(state=P.PROPOSED).count() == kept
