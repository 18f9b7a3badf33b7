"""Searching on a phone: typed wrongly, narrowed, found nothing, loosened, kept, told, stopped from the mail."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import CLOCK
from placements.models import SavedSearch
from placements.services.catalogue import load_starters
from placements.services.searches import tell_what_is_new
from tests.factories.institutions import DepartmentFactory, PartnerFactory
from tests.factories.placements import SlotFactory
from tests.factories.students import StudentFactory
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.smtp_sink import link_in

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


def publish(title: str, city: str, **fields: object) -> None:
    partner = PartnerFactory(city=city)
    place = {"Karachi": (24.86143, 67.00994), "Lahore": (31.54972, 74.34361)}[city]
    department = DepartmentFactory(
        site__partner=partner, site__city=city, site__latitude=place[0], site__longitude=place[1], name="Imaging"
    )
    SlotFactory(title=title, partner=partner, department=department, city=city, summary="Mornings.", **fields)


@both_ways
def test_a_student_searches_on_a_phone_keeps_the_search_and_is_told(stage: Stage, java_script: bool) -> None:
    load_starters()
    publish("Ultrasound rotation", "Karachi", stipend=15000, kind="rotation")
    publish("CT observership", "Lahore", kind="observership")
    student = stage.signed_in(StudentFactory(city="Karachi").membership)
    finds_what_was_typed_wrongly(student)
    finds_nothing_and_loosens(student)
    keeps_it(student)
    is_told_the_next_day(stage, student)


def finds_what_was_typed_wrongly(student: Person) -> None:
    student.goes_to("Internships")
    student.sees("2 internships", "Ultrasound rotation", "CT observership")
    student.unfolds("Filters")
    student.fills("Words", "ultrasond")
    student.presses("Show")
    student.sees("This is for “ultrasound”.", "1 internship", "0 km")


def finds_nothing_and_loosens(student: Person) -> None:
    student.unfolds("Filters")
    student.chooses("City", "Karachi (1)")
    student.unfolds("Stipend")
    student.page.get_by_role("checkbox", name="Paid 1", exact=True).check()
    student.presses("Show")
    student.sees("1 internship")
    student.unfolds("Filters")
    student.fills("Words", "CT")
    student.presses("Show")
    student.sees("No internship is all of this")
    student.follows("Without “CT” there is 1")
    student.sees("Ultrasound rotation")
    student.follows("Take away Paid")
    student.follows("Take away Karachi")
    student.sees("2 internships")


def keeps_it(student: Person) -> None:
    student.visits("/internships/?q=ultrasound")
    student.follows("Tell me what is new")
    student.fills("Name", "Ultrasound anywhere")
    student.presses("Keep it")
    student.sees("Kept. Once a day you are told what is new.", "Ultrasound anywhere", "Tells you")


def is_told_the_next_day(stage: Stage, student: Person) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    publish("Obstetric ultrasound internship", "Lahore", published_at=tomorrow - timedelta(hours=2))
    SavedSearch.objects.update(looked_on=clock.today() - timedelta(days=1))
    stage.settings.CLOCK_SHIFT += timedelta(days=1)
    search = SavedSearch.objects.get()
    assert tell_what_is_new(search_id=search.pk, by=CLOCK, now=clock.now()) == 1
    mail = stage.mail_to(student.email, "1 new internship: Ultrasound anywhere")
    student.visits(search.get_absolute_url())
    student.sees("New since", "Obstetric ultrasound internship")
    student.presses("Stop telling me")
    student.sees("You hear no more of “Ultrasound anywhere”.", "Stopped")
    student.presses("Tell me again: Ultrasound anywhere")
    stranger = stage.someone("stranger")
    stranger.visits(link_in(mail))  # the one to hear no more
    stranger.presses("Stop telling me")
    stranger.sees("You hear no more of “Ultrasound anywhere”.")
    assert not SavedSearch.objects.get().tells
