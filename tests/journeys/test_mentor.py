"""A mentor: given by the placement office, met, and read by the student, who answers."""

import pytest
from django.urls import reverse

from core import clock
from core.words import day
from institutions.models import Programme
from placements.models import MeetingWords, Mentorship
from tests.factories.institutions import MembershipFactory, a_day
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.placements.pages import page
from tests.placements.ward import a_ward

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
AGREED = "Look at two repeated films together."
ANSWER = "Three films, and I bring the log."
MINE = "I asked before the exposure, and nobody minded."


@both_ways
def test_a_mentor_is_given_met_and_read(stage: Stage, java_script: bool) -> None:
    ward = a_ward()
    Programme.objects.update(mentors=True)
    guide = MembershipFactory(mentor=True, institute=ward.placement.institute, user__name="Hina Raza")
    office, mentor, student = (stage.signed_in(who) for who in (ward.coordinator, guide, ward.student))
    the_office_gives_the_mentor(office, student)
    mentorship = Mentorship.objects.get()
    they_find_a_day(mentor, student)
    the_mentor_writes_down_what_they_agreed(mentor, student)
    student.visits(page("reflection_add", ward))
    student.fills("What happened, what did I think, what do I do next?", MINE)
    student.ticks("Share it with my mentor: Hina Raza")
    student.presses("Keep it")
    student.sees("Shared with my mentor")
    mentor.visits(mentorship.get_absolute_url())
    mentor.sees(ANSWER, MINE, "You guide and never grade.")
    office.visits(mentorship.get_absolute_url())
    office.sees("Kept")
    office.does_not_see(AGREED, ANSWER)
    the_mentor_asks_for_another_and_the_office_ends_it(mentor, office, student)
    assert MeetingWords.objects.get().answer == ANSWER


def the_office_gives_the_mentor(office: Person, student: Person) -> None:
    office.goes_to("Students", "Mentors")
    office.follows(f"Give one: {student.name}")
    office.chooses("Mentor", "Hina Raza")
    office.presses("Give this mentor")
    office.sees_heading(f"Hina Raza guides {student.name}")


def they_find_a_day(mentor: Person, student: Person) -> None:
    """Proposed by the one, another time by the other, promised."""
    mentor.goes_to("Home")
    mentor.follows(f"Propose a day: No day yet with {student.name}")
    mentor.fills("Day", a_day(0).isoformat())
    mentor.fills("At", "15:00")
    mentor.presses("Propose it")
    student.goes_to("Home")
    student.follows(f"Say whether it fits: Hina Raza would like to meet you on {day(a_day(0))}")
    student.presses("It fits")
    student.sees("Promised")
    mentor.goes_to("Home")
    mentor.sees(f"You meet {student.name} today")


def the_mentor_writes_down_what_they_agreed(mentor: Person, student: Person) -> None:
    mentor.follows(f"Write down what you agreed: You meet {student.name} today")
    mentor.fills("What you agreed", AGREED)
    mentor.fills("You meet again on", a_day(14).isoformat())
    mentor.presses("Keep it")
    mentor.sees("Kept", "Promised", AGREED)
    student.goes_to("Home")
    student.follows("Hina Raza")
    student.sees(AGREED)
    student.follows("Answer it:")
    student.fills("What you say to it", ANSWER)
    student.presses("Keep it so")
    student.sees(ANSWER)


def the_mentor_asks_for_another_and_the_office_ends_it(mentor: Person, office: Person, student: Person) -> None:
    mentor.follows("Ask for somebody else")
    mentor.fills("A word to the placement office, if you like", "I go on leave.")
    mentor.presses("Ask for it")
    mentor.sees("Take it back")
    office.visits(reverse("mentorship_list") + "?standing=asked")
    office.follows("Hina Raza:")
    office.sees("I go on leave.")
    office.follows("End it")
    office.fills("A word to both", "Thank you both.")
    office.presses("End it")
    office.sees("Thank you both.")
    mentor.goes_to("Home")
    mentor.does_not_see(student.name)
    student.visits(reverse("mentorship_list"))
    student.sees("ended")
    assert Mentorship.objects.running(clock.today()).count() == 0
