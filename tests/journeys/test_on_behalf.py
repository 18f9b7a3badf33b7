"""A ward that has no time for portals: its sheet and its call are recorded, its supervisor objects; and an administrator who looks."""

import pytest

from placements.models import Placement
from tests.evaluations.clinic import a_clinic
from tests.factories.accounts import PASSWORD
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import HoursEntryFactory
from tests.files import a_picture
from tests.journeys.person import Person
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


def records(office: Person, placement: Placement, act: str) -> None:
    """From the page of the placement to the page that records `act`."""
    office.visits(placement.get_absolute_url())
    office.unfolds("Record it from paper or phone")
    office.follows(act)


@both_ways
def test_a_sheet_and_a_call_are_recorded_and_the_supervisor_objects(stage: Stage, java_script: bool) -> None:
    clinic = a_clinic()
    ward, placement = clinic.ward, clinic.ward.placement
    HoursEntryFactory(placement=placement)
    office, doctor = stage.signed_in(ward.coordinator), stage.signed_in(ward.supervisor)

    records(office, placement, "Hours approved")
    office.presses("Record it")
    office.sees("Add the scan of the signed paper.")
    office.attaches("The signed paper, scanned or photographed", "sheet.jpg", a_picture(size=(400, 300)), "image/jpeg")
    office.presses("Record it")
    office.sees("8 h of them recorded from paper or phone.")

    office.visits(clinic.evaluation.get_absolute_url())
    office.unfolds("Record it from paper or phone")
    office.follows("Evaluation submitted")
    for criterion in clinic.evaluation.instrument.criteria.all():
        office.rates(criterion.text, "Not observed")
    office.attaches("The signed paper, scanned or photographed", "form.jpg", a_picture(size=(400, 300)), "image/jpeg")
    office.presses("Record it")
    office.sees("from paper")

    records(office, placement, "Feedback note")
    office.ticks("Strength")
    office.fills("One sentence", "Calm with anxious patients.")
    office.ticks("by phone")
    office.fills("Who was on the phone?", "Dr Mirza herself")
    office.presses("Record it")

    doctor.follows_mail(stage.mail_to(doctor.email, "Recorded for you: Feedback note"))
    doctor.sees("Calm with anxious patients.", "Dr Mirza herself")
    doctor.fills("What did you say, or sign?", "I said this about another intern.")
    doctor.presses("Send the objection")
    doctor.sees_heading("Thank you: your objection was sent")

    office.follows_mail(stage.mail_to(office.email, "objects: Feedback note"))
    office.follows("It stands")
    office.fills("Why does it stand?", "We called again, and you named this intern.")
    office.presses("Answer that it stands")
    doctor.follows_mail(stage.mail_to(doctor.email, "It stands: Feedback note"))
    doctor.sees("We called again, and you named this intern.")
    office.goes_to("Placements", "Recorded")
    office.sees("Objected to, and it stands")


@both_ways
def test_an_administrator_looks_through_a_students_eyes_and_is_told_of(stage: Stage, java_script: bool) -> None:
    ward = a_clinic().ward
    membership = MembershipFactory(administrator=True)
    membership.user.set_password(PASSWORD)
    membership.user.save()
    helper = stage.signed_in(membership)
    helper.goes_to("Home", "View as somebody")
    helper.fills("Name or e-mail", ward.student.user.email)
    helper.presses("Find")
    helper.follows(f"View as: {ward.student.user.name}, {ward.student.label}")
    helper.sees_heading("Is it still you?")
    helper.fills("Password", PASSWORD)
    helper.presses("Go on")
    helper.fills("Why do you look?", "She wrote that her hours are gone.")
    helper.presses("Begin to look")
    helper.sees(f"You see the portal as {ward.student.user.name}")
    helper.goes_to("Placements")
    helper.sees(f"You see the portal as {ward.student.user.name}")
    helper.presses("Stop")
    helper.sees_heading("View as somebody")
    student = stage.signed_in(ward.student)
    student.follows_mail(stage.mail_to(student.email, "looked at the portal as you"))
