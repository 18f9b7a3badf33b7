"""Lists of names under concurrency: real threads, real PostgreSQL, exact outcomes."""

from functools import partial

import pytest

from core import clock
from core.errors import Refusal
from placements.models import Application, ListedName, Placement, Seat, Slot
from placements.services.offers import offer_place
from tests.factories.institutions import MembershipFactory
from tests.placements.listing import YES, a_list, another_slot, answer, no, outcome
from tests.placements.stage import a_stage, in_days
from tests.races import race, refusals

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("round_", range(3))
def test_two_leads_who_answer_one_list_answer_each_name_once(round_):
    stage = a_stage(places=4)
    colleague = MembershipFactory(lead=True, partner=stage.slot.partner)
    name_list = a_list(stage, 4)
    calls = [
        partial(answer, stage, name_list, YES, YES, YES, YES),
        partial(answer, stage, name_list, no(), no(), no(), no(), by=colleague),
    ]
    assert len(refusals(race(calls), Refusal)) == 1
    state, said, placements, held = outcome(name_list)
    assert (state, said, placements, held) in [
        ("answered", ["accepted"] * 4, 4, 4),
        ("answered", ["struck"] * 4, 0, 0),
    ]
    assert name_list.transitions.filter(move="answer").count() == 1


@pytest.mark.parametrize("round_", range(3))
def test_lists_and_offers_for_the_last_places_give_exactly_the_places(round_):
    stage = a_stage(places=3, agreement_places=50)
    lists = [a_list(stage, 2), a_list(stage, 2)]
    offered = [stage.application(under_review=True) for _ in range(4)]
    calls = [partial(answer, stage, each, YES, YES) for each in lists] + [
        partial(
            offer_place,
            application_id=application.pk,
            by=stage.lead.as_actor(),
            now=clock.now(),
            answer_by=in_days(5),
        )
        for application in offered
    ]
    refusals(race(calls), Refusal)
    slot = Slot.objects.get(pk=stage.slot.pk)
    holding = Application.objects.filter(slot=slot).holding().count()
    assert (slot.held, holding, Seat.objects.count()) == (3, 3, 3)
    accepted = ListedName.objects.filter(answer="accepted").count()
    assert Placement.objects.count() == accepted


def test_one_student_on_two_lists_for_the_same_days_is_placed_once():
    stage = a_stage(places=2)
    first = a_list(stage, 1)
    student = first.names.get().student
    second = a_list(stage, 0, slot=another_slot(stage))
    ListedName.objects.create(name_list=second, student=student, slot=second.slot, position=1)
    assert refusals(race([partial(answer, stage, each, YES) for each in (first, second)]), Refusal) == []
    assert (Placement.objects.count(), sorted(ListedName.objects.values_list("answer", flat=True))) == (
        1,
        ["accepted", "waiting"],
    )
