"""A coordinator's morning: what is missing, who stands where, a reminder, a place filled by hand, a question answered; both ways."""

import pytest

from placements.models import Announcement, Nudge, Placement, ThreadMessage
from tests.factories.placements import AllotmentFactory
from tests.factories.students import membership_of
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.placements.stage import Stage as Scene
from tests.placements.stage import a_stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


@both_ways
def test_a_coordinators_morning(stage: Stage, java_script: bool) -> None:
    scene = a_stage(places=1)
    AllotmentFactory(slot=scene.slot, institute=scene.institute, places=1)
    scene.student(user__name="Areeba Khan")
    asking = scene.application(submitted=True, student=scene.student(user__name="Hamza Yousaf"))
    student = stage.signed_in(membership_of(asking.student))
    asks_a_question(student, scene)
    coordinator = stage.signed_in(scene.coordinator)
    reads_what_is_missing(coordinator)
    reminds_those_without_a_place(coordinator)
    answers_the_question(coordinator, scene)
    announces_to_those_in_review(coordinator)
    fills_the_kept_place(coordinator, scene)
    reads_the_answer(student)


def asks_a_question(student: Person, scene: Scene) -> None:
    student.goes_to("Applications")
    student.follows(scene.slot.title)
    student.follows("Messages about it")
    student.fills("Your message", "Is my MRN 445566 needed?")
    student.presses("Send")
    student.sees("Take it out and send again; your text is kept.")
    student.fills("Your message", "Is there a hostel near the hospital?")
    student.presses("Send")
    student.sees("Is there a hostel near the hospital?")


def reads_what_is_missing(coordinator: Person) -> None:
    coordinator.visits("/home/")
    coordinator.sees_heading("1 more place needed")
    coordinator.sees("2 students unplaced", "1 has applied nowhere.", "1 thread waits for you")
    coordinator.follows("Whom to ask")
    coordinator.sees("2 students need a place, 1 place is open to them.")


def reminds_those_without_a_place(coordinator: Person) -> None:
    coordinator.goes_to("Overview", "Pipeline")
    coordinator.follows("1: Applied nowhere")
    coordinator.ticks("Remind Areeba Khan")
    coordinator.fills("A word of yours", "The ward fills up.")
    coordinator.presses("Remind those ticked")
    coordinator.sees("1 student is reminded.", "Reminded today")
    assert Nudge.objects.get().student.user.name == "Areeba Khan"


def answers_the_question(coordinator: Person, scene: Scene) -> None:
    coordinator.goes_to("Overview", "Messages")
    coordinator.sees("1 unread")
    coordinator.follows(f"{scene.slot.title}: Hamza Yousaf")
    coordinator.fills("Your message", "Yes, ask at gate 3.")
    coordinator.presses("Send")
    assert [message.text for message in ThreadMessage.objects.order_by("pk")][1:] == ["Yes, ask at gate 3."]


def announces_to_those_in_review(coordinator: Person) -> None:
    coordinator.goes_to("Overview", "Announcements")
    coordinator.follows("Choose whom to write to")
    coordinator.chooses("How far", "In review")
    coordinator.presses("Show")
    coordinator.follows("Announce to this list")
    coordinator.sees("It goes to 1 student: In review.")
    coordinator.fills("Subject", "Badges")
    coordinator.fills("Text", "They are in room 12.")
    coordinator.presses("Send it")
    coordinator.sees("Read by 0 of 1", "Not yet")
    assert Announcement.objects.get().to == "In review"


def fills_the_kept_place(coordinator: Person, scene: Scene) -> None:
    coordinator.visits("/pipeline/students/?stage=nowhere")
    coordinator.follows("Place by hand: Areeba Khan")
    coordinator.sees("Placed at once", "The place is kept for you.")
    coordinator.ticks(f"{scene.slot.title}, {scene.slot.partner}")
    coordinator.presses("Place the student")
    coordinator.sees(f"Placed at {scene.slot.partner}. The student and the partner are told.")
    assert Placement.objects.get().student.user.name == "Areeba Khan"


def reads_the_answer(student: Person) -> None:
    student.goes_to("Applications", "Announcements")
    student.follows("Badges")
    student.goes_to("Applications", "Messages")
    student.sees("1 unread")
    student.visits(f"/threads/{ThreadMessage.objects.first().thread_id}/")
    student.sees("Yes, ask at gate 3.", "Read by")
    assert Announcement.objects.with_counts().get().read_by == 1
