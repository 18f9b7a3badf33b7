"""A hospital answers a call: written and sent to many, answered on a phone by one button, and made a slot that students see."""

import pytest

from institutions.models import Membership
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
    a_day,
)
from tests.factories.placements import CompetencyFactory
from tests.journeys.person import Person
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])

TITLE = "Nursing rotations, spring"
WARD = "Medicine ward"


@pytest.fixture
def scene() -> tuple[Membership, Membership, Membership]:
    """A coordinator with a programme; two hospitals with a lead each, one of them with an agreement and a ward."""
    coordinator = MembershipFactory(coordinator=True)
    programme = ProgrammeFactory(institute=coordinator.institute, name="BSc Nursing")
    CompetencyFactory(name="Hands over a patient")
    lead = MembershipFactory(lead=True, partner=PartnerFactory(name="Kohsar Teaching Hospital"))
    DepartmentFactory(site__partner=lead.partner, name=WARD, contact_email="ward@kohsar.example")
    AgreementFactory(
        signed=True, institute=coordinator.institute, partner=lead.partner, programmes=[programme], ends_on=a_day(500)
    )
    silent = MembershipFactory(lead=True, partner=PartnerFactory(name="Sutlej Hospital"))
    return coordinator, lead, silent


@both_ways
def test_a_hospital_answers_a_call(stage: Stage, scene, java_script: bool) -> None:
    coordinator, lead, silent = scene
    office = stage.signed_in(coordinator)
    the_office_calls(office)
    the_lead_answers_on_a_phone(stage, lead)
    the_office_sees_who_is_silent_and_asks_again(office)
    assert stage.mail_to(silent.user.email, "waits for your answer")
    the_lead_makes_a_slot_of_it(stage.signed_in(lead))
    office.goes_to("Partners", "Calls")
    office.follows(TITLE)
    office.sees("Medicine nursing rotation", "Published")


def the_office_calls(office: Person) -> None:
    office.goes_to("Partners", "Calls")
    office.follows("New call")
    office.fills("Title", TITLE)
    office.chooses("Programme", "BSc Nursing")
    office.chooses("Kind", "Rotation")
    office.fills("First day", a_day(90).isoformat())
    office.fills("Last day", a_day(173).isoformat())
    office.fills("Places wanted in all", "60")
    office.fills("Answer by", f"{a_day(20)}T17:00")
    office.unfolds("Competencies that should be learnt")
    office.ticks("Hands over a patient")
    office.presses("Go on: whom to ask")
    office.ticks("Kohsar Teaching Hospital")
    office.ticks("Sutlej Hospital")
    office.presses("Done choosing")
    office.sees("0 of 60 places promised, 60 missing, 2 partners silent.")
    office.follows("Send")
    office.sees("2 partners get a mail")
    office.presses("Send it")


def the_lead_answers_on_a_phone(stage: Stage, lead: Membership) -> None:
    phone = stage.open_browser(lead.user.name, lead.user.email, on_a_phone=True)
    phone.follows_mail(stage.mail_to(lead.user.email, "asks you for places"))
    phone.fills("How many could you take?", "6")
    phone.presses("Interested")
    phone.sees_heading("Thank you: Interested")
    phone.sees("6 places.")
    # The same link lets them change their mind.
    phone.follows_mail(stage.mail_to(lead.user.email, "asks you for places"))
    phone.sees("You answered “Interested”")
    phone.fills("How many could you take?", "8")
    phone.presses("Actively looking")
    phone.sees("8 places.")


def the_office_sees_who_is_silent_and_asks_again(office: Person) -> None:
    office.visits(office.page.url)
    office.sees("8 of 60 places promised, 52 missing, 1 partner silent.")
    assert "Actively looking" in office.row("Kohsar Teaching Hospital").inner_text()
    assert "Silent" in office.row("Sutlej Hospital").inner_text()
    office.follows("Ask the silent again")
    office.presses("Ask again")
    office.finds_no("link", "Ask the silent again")


def the_lead_makes_a_slot_of_it(lead: Person) -> None:
    lead.goes_to("Slots", "Calls")
    lead.follows(TITLE)
    lead.follows("Make a draft slot")
    lead.fills("Title", "Medicine nursing rotation")
    lead.chooses("Department", WARD)
    lead.presses("Make the draft slot")
    lead.sees("Hands over a patient")
    lead.follows("Edit")
    assert lead.page.get_by_label("Places").first.input_value() == "8"
    lead.fills("Students may apply until", f"{a_day(60)}T12:00")
    lead.presses("Keep the draft")
    lead.follows("Publish")
    lead.presses("Publish")
