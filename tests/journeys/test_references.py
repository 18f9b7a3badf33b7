"""References by link: asked for by a student, confirmed by the office, written on a phone without an account, declined, or a letter."""

import pytest
from playwright.sync_api import expect

from core import clock
from placements.models import Application, Reference
from placements.services.referees import confirm_referee
from placements.services.references import ask_reference
from placements.states import ReferenceState
from tests.factories.institutions import a_day
from tests.factories.students import membership_of
from tests.files import a_pdf
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.placements.stage import Stage as Scene
from tests.placements.stage import a_stage, acting

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])

BEGUN = "She worked with me for six weeks on the chest clinic and was calm with every patient."
REST = "Of the thirty students of that year she is among the five whom I would want beside me on a night shift. " * 2


@both_ways
def test_a_referee_writes_by_link_without_an_account(stage: Stage, java_script: bool) -> None:
    scene = a_stage(title="Radiography rotation")
    application = scene.application()
    student = stage.signed_in(membership_of(application.student))
    asks(student, application)
    confirms(stage, scene)
    writes_in_two_sittings(stage)
    student.goes_to("Applications", "References")
    student.sees("Written")
    student.follows("Dr Sana Mirza")
    student.does_not_see(BEGUN)
    student.sees("You gave up the right to read it.")


@both_ways
def test_one_referee_declines_and_another_sends_a_letter(stage: Stage, java_script: bool) -> None:
    scene = a_stage()
    application = scene.application(submitted=True)
    for name in ("omar", "hina"):
        asked_and_confirmed(scene, application, name)
    declines(stage)
    sends_a_letter(stage)
    student = stage.signed_in(membership_of(application.student))
    student.follows_mail(stage.mail_to(student.email, "Dr Omar cannot write for you"))
    student.sees("I saw too little of your work.")
    lead = stage.signed_in(scene.lead)
    lead.follows_mail(stage.mail_to(lead.email, "A reference for"))
    assert lead.downloads("letter.pdf").startswith(b"%PDF")
    states = dict(Reference.objects.values_list("referee__name", "state"))
    assert states == {"Dr Omar": ReferenceState.DECLINED, "Dr Hina": ReferenceState.ANSWERED}


def asks(student: Person, application: Application) -> None:
    student.visits(application.get_absolute_url())
    student.follows("Choose or ask")
    student.sees("You have asked nobody yet.")
    student.follows("Ask somebody for this application")
    student.fills("Their name, with title", "Dr Sana Mirza")
    student.fills("Position", "Consultant radiologist")
    student.fills("Hospital, college or firm", "Kohsar Teaching Hospital")
    student.fills("E-mail address", "sana@kohsar.example")
    student.page.get_by_label("I give up the right to read it").check()
    student.presses("Ask them")
    student.sees("Your placement office confirms the address first")


def confirms(stage: Stage, scene: Scene) -> None:
    """Nothing goes to the address before."""
    assert stage.sink.to("sana@kohsar.example") == []
    coordinator = stage.signed_in(scene.coordinator)
    coordinator.follows_mail(stage.mail_to(coordinator.email, "Confirm the address of Dr Sana Mirza"))
    coordinator.follows("Confirm this referee")
    coordinator.fills("How do you know that the address is theirs?", "Called the ward.")
    coordinator.presses("Confirm and send the request")
    coordinator.sees("Asked")


def writes_in_two_sittings(stage: Stage) -> None:
    mail = stage.mail_to("sana@kohsar.example", "asks you for a reference")
    doctor = stage.open_browser("Dr Sana Mirza", "sana@kohsar.example", on_a_phone=True)
    doctor.follows_mail(mail)
    doctor.sees("Radiography rotation", "The student has given up the right to read what you write.")
    doctor.fills("How long, and in what capacity, do you know them?", "Six weeks, as her supervisor")
    doctor.fills("Your reference", BEGUN)
    doctor.presses("Save and come back")
    doctor.follows_mail(mail)
    box = doctor.page.get_by_label("Your reference")
    expect(box).to_have_value(BEGUN)
    doctor.fills("Your reference", f"{BEGUN} {REST}")
    doctor.presses("Send the reference")
    doctor.sees_heading("Thank you: it is sent")
    doctor.follows_mail(mail, expecting=410)
    doctor.sees_heading("It is sent already")


def asked_and_confirmed(scene: Scene, application: Application, name: str) -> None:
    now = clock.now()
    reference = ask_reference(
        application_id=application.pk,
        by=acting(application),
        now=now,
        name=f"Dr {name.title()}",
        email=f"{name}@ravi.example",
        position="Registrar",
        organisation="Ravi Medical Centre",
        needed_by=a_day(25),
        waived=True,
    )
    confirm_referee(reference_id=reference.pk, by=scene.coordinator.as_actor(), now=now, how="Called the ward.")


def comes_by_link(stage: Stage, name: str) -> Person:
    email = f"{name}@ravi.example"
    person = stage.open_browser(f"Dr {name.title()}", email, on_a_phone=True)
    person.follows_mail(stage.mail_to(email, "asks you for a reference"))
    return person


def declines(stage: Stage) -> None:
    omar = comes_by_link(stage, "omar")
    omar.follows("I cannot write this one")
    omar.fills("A word to them, if you like", "I saw too little of your work.")
    omar.presses("Decline")
    omar.sees("Nothing more is asked of you.")


def sends_a_letter(stage: Stage) -> None:
    """A letter alone is enough, and one that is no letter is said so."""
    hina = comes_by_link(stage, "hina")
    hina.presses("Send the reference")
    hina.sees("A reference of a few words helps nobody.")
    hina.attaches("Or your own letter, on letterhead", "letter.pdf", a_pdf(), "application/pdf")
    hina.presses("Send the reference")
    hina.sees_heading("Thank you: it is sent")
