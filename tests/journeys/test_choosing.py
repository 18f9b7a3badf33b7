"""Applicants are judged blind, one reviewer steps back, decisions are released together; and a waiting list moves at midnight."""

from datetime import datetime, time, timedelta

import pytest

from core import clock
from placements.models import Application, Conflict, Decision
from placements.services.selection import add_criterion, name_reviewer
from placements.states import ApplicationState
from tests.factories.institutions import MembershipFactory
from tests.factories.students import membership_of
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.placements.stage import a_stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
A = ApplicationState
STATEMENT = "I am {name}. I have learnt positioning in the skills laboratory and want to see how a busy department keeps people safe."


def gives(person: Person, number: str, first: int, second: int) -> None:
    """Points on both criteria, from the list."""
    person.visits("/reviews/")
    person.follows(f"Applicant {number}")
    person.does_not_see("Areeba", "Hamza")
    person.follows("Score it")
    person.rates("Why this department", str(first))
    person.rates("What they have done", str(second))
    person.presses("Give the points")


def sets_up(lead: Person, slot_title: str) -> None:
    """Blind, with a second criterion and a reviewer."""
    lead.goes_to("Slots")
    lead.follows(slot_title)
    lead.follows("Choose by criteria, together")
    lead.follows("Write the first criterion")
    lead.fills("Criterion", "Why this department")
    lead.fills("Weight", "3")
    lead.presses("Add it")
    lead.follows("Change")
    lead.ticks("Blind review")
    lead.presses("Keep it so")
    lead.sees("Yes: names show when decisions are released")


def prepares(lead: Person, number: str) -> None:
    """By merit for who has a score; the other is not chosen, for a reason."""
    lead.follows("Order of merit")
    lead.sees("2 reviewers")
    lead.follows("Prepare by merit")
    lead.presses("Prepare them")
    lead.follows(f"Change: Applicant {number}")
    lead.page.get_by_label("Not chosen").check()
    lead.chooses("Reason", "Others stood higher in the order of merit")
    lead.fills("In words", "Others had already worked on a ward. Come back in spring.")
    lead.presses("Prepare it")
    lead.sees("2 decisions are prepared.")
    lead.does_not_see("Areeba", "Hamza")


@both_ways
def test_a_blind_review_with_a_conflict_of_interest(stage: Stage, java_script: bool) -> None:
    scene = a_stage(title="Angiography internship", places=1)
    reviewer = MembershipFactory(supervisor=True, partner=scene.slot.partner, user__name="Dr Sana Mirza")
    areeba, hamza = (scene.student(user__name=name) for name in ("Areeba Khan", "Hamza Baloch"))
    first, second = (
        scene.application(student=student, submitted=True, statement=STATEMENT.format(name=student.user.name))
        for student in (areeba, hamza)
    )
    lead = stage.signed_in(scene.lead)
    sets_up(lead, "Angiography internship")
    by = {"slot_id": scene.slot.pk, "by": scene.lead.as_actor(), "now": clock.now()}
    add_criterion(text="What they have done", weight=1, **by)
    name_reviewer(membership=reviewer, **by)

    doctor = stage.signed_in(reviewer)
    doctor.sees("2 applications to score")
    gives(doctor, first.number, 5, 4)
    doctor.follows(f"Applicant {second.number}")
    doctor.follows("Declare a conflict of interest")
    doctor.fills("In a few words", "A former student of mine.")
    doctor.presses("Step back")
    doctor.does_not_see(second.number)
    doctor.visits(second.get_absolute_url(), expecting=404)
    assert Conflict.objects.get().application == second

    gives(lead, first.number, 4, 4)
    gives(lead, second.number, 2, 3)
    lead.visits(f"/slots/{scene.slot.pk}/selection/")
    prepares(lead, second.number)
    lead.follows("How reviewers score")
    lead.sees("Dr Sana Mirza")
    lead.follows("Order of merit")

    student = stage.signed_in(membership_of(hamza))
    student.visits(second.get_absolute_url())
    student.does_not_see("Others had already worked on a ward")
    lead.follows("Release…")
    lead.sees("Offers: 1. Waiting list: 0. Not chosen: 1.")
    lead.presses("Release them now")
    lead.sees("Areeba Khan", "Hamza Baloch")
    lead.visits(second.get_absolute_url())
    lead.sees("Stepped back", "A former student of mine.")
    student.visits(second.get_absolute_url())
    student.sees("Others had already worked on a ward. Come back in spring.")
    stage.mail_to(areeba.user.email, "offers you a place")
    assert list(Application.objects.order_by("pk").values_list("state", flat=True)) == [A.OFFERED, A.REJECTED]
    assert Decision.objects.prepared().count() == 0


@both_ways
def test_the_waiting_list_moves_at_midnight(stage: Stage, java_script: bool) -> None:
    scene = a_stage(title="Night radiography", places=1)
    midnight = datetime.combine(clock.today() + timedelta(days=3), time.min, tzinfo=scene.institute.zone)
    held = scene.application(offered=True, answer_by=midnight)
    # The second has waited longer, so the position is by the moment of the list and not by the number.
    third = scene.application(waitlisted=True)
    second = scene.application(waitlisted=True, waitlisted_at=clock.now() - timedelta(days=2))
    waiting = stage.signed_in(membership_of(second.student))
    waiting.visits(second.get_absolute_url())
    waiting.sees("Number 1 on the waiting list.")
    behind = stage.signed_in(membership_of(third.student))
    behind.visits(third.get_absolute_url())
    behind.sees("Number 2 on the waiting list.")

    stage.settings.CLOCK_SHIFT += midnight - clock.now() - timedelta(minutes=1)
    stage.work()
    held.refresh_from_db()
    assert held.state == A.OFFERED
    stage.settings.CLOCK_SHIFT += timedelta(minutes=2)
    stage.work()
    held.refresh_from_db()
    assert held.state == A.OFFER_EXPIRED

    waiting.follows_mail(stage.mail_to(waiting.email, "offers you a place"))
    waiting.follows("Accept the offer")
    waiting.presses("Accept the place")
    behind.visits(third.get_absolute_url())
    behind.sees("Number 1 on the waiting list.")
    assert dict(Application.objects.values_list("pk", "state")) == {
        held.pk: A.OFFER_EXPIRED,
        second.pk: A.ACCEPTED,
        third.pk: A.WAITLISTED,
    }
