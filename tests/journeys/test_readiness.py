"""A lead writes down what it asks, a coordinator sees who is not clear, and waives one thing by word of the partner."""

import pytest
from django.db import transaction

from institutions.models import Membership
from institutions.services.starters import load_starters
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import PlacementFactory
from tests.factories.students import StudentFactory
from tests.journeys.person import Person
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


def within(person, group):
    """One row of the rule's form, to fill in."""
    return person.page.get_by_role("group", name=group)


def chooses(person, group, label, option):
    within(person, group).get_by_label(label).select_option(label=option)


@both_ways
def test_a_lead_asks_and_a_coordinator_waives(stage: Stage, java_script: bool) -> None:
    load_starters()
    office = MembershipFactory(coordinator=True, clears_health_evidence=True)
    lead_of: Membership = MembershipFactory(lead=True)
    student = StudentFactory(institute=office.institute, user__name="Areeba Khan")
    with transaction.atomic():  # the place and its seats are judged together, at the commit
        PlacementFactory(confirmed=True, application__student=student, application__slot__partner=lead_of.partner)

    lead = stage.signed_in(lead_of)
    writes_a_requirement(lead, lead_of.partner.name)
    coordinator = stage.signed_in(office)
    waives_it(coordinator, lead_of.partner.name)
    lead.follows_mail(stage.mail_to(lead.email, "in your name"))
    lead.sees("Farah Jamil, by phone")


def writes_a_requirement(lead: Person, partner: str) -> None:
    lead.goes_to("Partnerships", "Requirements")
    lead.sees("Nothing is asked here")
    lead.follows("New requirement")
    lead.chooses("Who asks it?", partner)
    lead.fills("What is it called?", "Measles")
    chooses(lead, "Way 1, evidence 1", "Evidence", "MMR vaccination")
    within(lead, "Way 1, evidence 1").get_by_label("How many").fill("2")
    within(lead, "Way 1, evidence 1").get_by_label("Days apart, at least").fill("28")
    lead.presses("Or another way")
    chooses(lead, "Way 2, evidence 1", "Evidence", "MMR serology")
    chooses(lead, "Way 2, evidence 1", "What it must say", "MMR serology: Result")
    within(lead, "Way 2, evidence 1").get_by_label("Value").fill("positive")
    within(lead, "Way 2, evidence 1").get_by_label("How many").fill("1")
    lead.presses("Save")
    lead.sees("1 student who is clear now would not be.")
    lead.sees("MMR vaccination twice at least 28 days apart, or MMR serology with result “positive”")
    lead.presses("Save")
    lead.sees_heading("Measles")


def waives_it(coordinator: Person, partner: str) -> None:
    coordinator.sees("1 starts within six weeks and is not clear")
    coordinator.goes_to("Planning", "Clear to start")
    coordinator.sees("Areeba Khan", "Measles")
    coordinator.follows("Matrix")
    coordinator.sees("0 of 1 are clear to start.")
    coordinator.follows("Areeba Khan")
    coordinator.follows(f"Waive: Measles, {partner}")
    coordinator.fills("Why?", "The hospital vaccinates in the first week.")
    coordinator.fills("Who at the partner agreed, and when?", "Farah Jamil, by phone")
    coordinator.presses("Waive it")
    coordinator.sees_heading("“Measles” waived")
    coordinator.goes_to("Planning", "Clear to start")
    coordinator.sees("Everyone is clear")
