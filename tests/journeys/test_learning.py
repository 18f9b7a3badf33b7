"""Learning on a phone: the contract agreed, the log kept without a patient's name, feedback in two taps, thanked for in one."""

import pytest
from playwright.sync_api import expect

from placements.models import Activity, FeedbackNote
from tests.factories.placements import ObjectiveFactory
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.placements.pages import page
from tests.placements.ward import a_ward

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
# Looked at for what gets in anybody's way.
QUIET_PAGES = (
    *("objective_growth", "reflection_list", "reflection_add", "meeting_list", "meeting_add"),
    *("check_in_list", "check_in_add", "check_in_share"),
)
AIM = "Positions a patient for a chest film"
NAMED = "Two chest films, one of Mr Khan."
SAFE = "Two chest films of men who could stand."
NOTE = "Talked a frightened child through the whole exposure."
ANSWER = "Thank you, I had practised the words."


@both_ways
def test_what_to_learn_is_agreed_logged_and_spoken_of(stage: Stage, java_script: bool) -> None:
    ward = a_ward()
    objective = ObjectiveFactory(slot=ward.placement.slot, text=AIM, target=10, participation="performed")
    student, supervisor = stage.signed_in(ward.student), stage.signed_in(ward.supervisor)
    they_agree_what_to_learn(student, supervisor)
    student.visits(page("activity_list", ward))
    student_logs_two_films_and_names_no_patient(student)
    supervisor.goes_to("Today")
    supervisor.follows(f"Confirm: Activity log of {student.name}")
    supervisor.presses("Confirm what is ticked")
    assert Activity.objects.get().state == "confirmed"
    they_speak_of_it(student, supervisor)
    for name in QUIET_PAGES:
        student.visits(page(name, ward))
    student.visits(page("objective_detail", ward, objective.pk))
    student.visits(page("evidence_add", ward, objective.pk))
    assert FeedbackNote.objects.get().thanked_at is not None


def they_agree_what_to_learn(student: Person, supervisor: Person) -> None:
    student.follows("Begin: Say what you want to learn")
    student.rates(AIM, "On their own")
    student.fills("How I get there", "A list each morning.")
    student.presses("Propose it")
    student.sees("Waits for the supervisor")
    supervisor.goes_to("Today")
    supervisor.follows(f"Read it: What {student.name} wants to learn")
    supervisor.sees("A list each morning.")
    supervisor.follows("Agree")
    supervisor.presses("Agree")
    supervisor.sees("Agreed by")


def student_logs_two_films_and_names_no_patient(student: Person) -> None:
    student.follows("Log what I did")
    student.page.get_by_label("Performed").check()
    student.fills("How many", "2")
    student.chooses("Towards", AIM)
    student.fills("In a few words", NAMED)
    student.presses("Log it")
    student.sees("a person’s name", "Your words are kept below.")
    expect(student.page.get_by_label("In a few words")).to_have_value(NAMED)
    student.fills("In a few words", SAFE)
    student.presses("Log it")
    student.sees("2 of 10", SAFE)


def they_speak_of_it(student: Person, supervisor: Person) -> None:
    """Two taps and a sentence; thanks in one."""
    supervisor.goes_to("Today")
    supervisor.follows(f"Feedback: {student.name}")
    supervisor.fills("One sentence", NOTE)
    supervisor.presses("Send as: Strength")
    student.goes_to("Home")
    student.follows("Read it: Read your feedback")
    student.presses("Say thank you:")
    student.follows("Answer:")
    student.fills("Your answer", ANSWER)
    student.presses("Send the answer")
    supervisor.goes_to("Today")
    supervisor.glances_at(student.page.url)
    supervisor.sees("said thank you", ANSWER)
