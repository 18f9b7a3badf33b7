"""On a phone: from goals to an internship that fits, to a question that its partner answers for everybody, and to the accepted offer."""

from typing import Any

import pytest
from playwright.sync_api import expect

from core import clock
from institutions.models import Membership
from placements.models import Application, Placement, Receipt, Slot, Track
from placements.services import catalogue
from placements.services.decisions import begin_review
from placements.services.offers import offer_place
from placements.services.receipts import RECEIPT_TASK
from placements.states import ApplicationState, PlacementState
from students.models import Student
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, PartnerFactory
from tests.factories.placements import ObjectiveFactory, SlotFactory
from tests.factories.students import StudentFactory
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.placements.stage import in_days

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])

TITLE = "Diagnostic radiography rotation"
FITS = "Matches imaging, 0 km away, 13 weeks, portable films"
AIMS = (
    "I have positioned forty patients in our skills laboratory, and want to learn it where people are ill and in pain."
)
MORE = "Your chest clinic is why I write to you."


@both_ways
def test_from_goals_to_a_slot_that_fits(stage: Stage, java_script: bool) -> None:
    catalogue.load_starters()
    student = StudentFactory(user__name="Areeba Khan")
    lead = a_partner_with_two_slots(student)
    areeba = stage.signed_in(student.membership)
    answers_seven_questions(areeba)
    areeba.sees(FITS)
    areeba.follows(TITLE)
    areeba.sees_heading(TITLE)
    areeba.sees(FITS, "0 km from Karachi, in a straight line.", "Bus 4L stops at the gate.")
    asks_and_is_answered(stage, areeba, lead)


def a_partner_with_two_slots(student: Student) -> Membership:
    """One near in imaging, one in nursing; both open to the student."""
    lead = MembershipFactory(lead=True, partner=PartnerFactory(name="Kohsar Teaching Hospital"))
    site = {"site__latitude": 24.86, "site__longitude": 67.0, "site__directions": "Bus 4L stops at the gate."}
    department = DepartmentFactory(site__partner=lead.partner, **site)
    AgreementFactory(signed=True, institute=student.institute, partner=lead.partner, programmes=[student.programme])
    slot = a_slot(lead, department=department, title=TITLE, track=Track.objects.get(slug="imaging"))
    ObjectiveFactory(slot=slot, text="Takes portable chest films")
    a_slot(lead, department=department, title="Ward rotation", track=Track.objects.get(slug="nursing"))
    return lead


def a_slot(lead: Membership, **fields: object) -> Slot:
    return SlotFactory(partner=lead.partner, **fields)


def answers_seven_questions(person: Person) -> None:
    person.follows("Begin:")
    person.follows("Begin")
    person.sees_heading("Which fields draw you?")
    person.ticks("Imaging")
    person.presses("Next question")
    person.fills("Skills to learn", "portable films")
    person.presses("Next question")
    person.sees_heading("Where do you like to work?")
    person.presses("Next question")
    person.chooses("From where?", "Karachi")
    person.chooses("How far, at most?", "25 km")
    person.presses("Next question")
    person.fills("Weeks, at least", "8")
    person.presses("Next question")
    person.ticks("No night shifts")
    person.presses("Next question")
    person.sees_heading("Must it be paid?")
    person.ticks("A stipend is welcome")
    person.presses("Show what fits")
    person.sees_heading("What I look for")
    person.does_not_see("Ward rotation")


def asks_and_is_answered(stage: Stage, person: Person, lead: Membership) -> None:
    person.follows("Ask the partner")
    person.fills("Your question", "Is there a hostel for women?")
    person.presses("Ask")
    person.sees("Your question is with the partner.")
    answering = stage.signed_in(lead)
    answering.follows_mail(stage.mail_to(answering.email, "A question about"))
    answering.fills("Your answer", "Yes, two streets away.")
    answering.presses("Answer in public")
    person.visits("/home/")  # from the page itself, the mail's address would only scroll it
    person.follows_mail(stage.mail_to(person.email, "answered your question"))
    person.sees("Is there a hostel for women?", "Yes, two streets away.", "Answered by Kohsar Teaching Hospital")


@pytest.mark.parametrize("java_script", [True], ids=["with scripts"])
def test_from_goals_to_an_accepted_offer_on_a_phone(stage: Stage, java_script: bool) -> None:
    catalogue.load_starters()
    student = StudentFactory(user__name="Areeba Khan")
    lead = a_partner_with_two_slots(student)
    areeba = stage.signed_in(student.membership)
    writes_the_package(areeba)
    areeba.goes_to("Home")
    answers_seven_questions(areeba)
    finds_what_fits_first(areeba)
    applies_with_the_package(areeba)
    has_a_receipt(stage, areeba)
    application = Application.objects.get()
    act: dict[str, Any] = {"application_id": application.pk, "by": lead.as_actor(), "now": clock.now()}
    begin_review(**act)
    offer_place(**act, answer_by=in_days(3))
    takes_the_place(stage, areeba)
    application.refresh_from_db()
    assert (application.state, application.placement.state) == (ApplicationState.ACCEPTED, PlacementState.CONFIRMED)
    assert Placement.objects.count() == 1


def writes_the_package(person: Person) -> None:
    """Once, before anything is applied for; kept while it is typed."""
    person.goes_to("Applications", "My package")
    person.fills("About you and your aims", AIMS)
    expect(person.page.get_by_role("status").filter(has_text="Kept at")).to_be_visible()


def finds_what_fits_first(person: Person) -> None:
    """In the search, too, what fits stands before what does not."""
    person.follows("All internships")
    expect(person.page.get_by_role("navigation", name="Sort by").locator("[aria-current]")).to_have_text(
        "What fits best"
    )
    expect(person.page.get_by_role("article").get_by_role("heading")).to_have_text([TITLE, "Ward rotation"])
    person.follows(TITLE)


def applies_with_the_package(person: Person) -> None:
    """The general statement stands in the box; what is written to it is kept, checked, and sent as it is shown."""
    person.follows("Apply")
    box = person.page.get_by_label("Why this internship, and what do you bring?")
    expect(box).to_have_value(AIMS)
    box.press("End")
    box.press_sequentially(f" {MORE}")
    expect(person.page.get_by_role("status").filter(has_text="Kept at")).to_be_visible()
    person.presses("Check and send")
    person.sees(MORE, "cv.pdf")
    person.presses("Send")
    assert person.current_step() == "Applied"


def has_a_receipt(stage: Stage, person: Person) -> None:
    receipt = Receipt.objects.get()
    stage.runs(RECEIPT_TASK, receipt.pk)
    person.follows(receipt.number)
    person.sees_heading(f"Receipt {receipt.number}")
    person.sees(MORE)
    assert person.downloads("PDF").startswith(b"%PDF")


def takes_the_place(stage: Stage, person: Person) -> None:
    person.follows_mail(stage.mail_to(person.email, "offers you a place"))
    person.sees("The place is held until")
    person.follows("Accept the offer")
    person.sees("You take the place at Kohsar Teaching Hospital")
    person.presses("Accept the place")
    assert person.current_step() == "Accepted"
    person.follows("Open the placement")
    person.sees("Confirmed")
