"""On a phone: from goals to an internship that fits, and a question that its partner answers for everybody."""

import pytest

from institutions.models import Membership
from placements.models import Slot, Track
from placements.services import catalogue
from students.models import Student
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, PartnerFactory
from tests.factories.placements import ObjectiveFactory, SlotFactory
from tests.factories.students import StudentFactory
from tests.journeys.person import Person
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])

TITLE = "Diagnostic radiography rotation"
FITS = "Matches imaging, 0 km away, 13 weeks, portable films"


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
