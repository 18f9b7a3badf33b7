"""Two partners that become one have one answer to each call."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import Refusal
from institutions.models import Interest
from placements.models import CallAnswer
from placements.services.calls_joining import join_answers
from tests.factories.calls import CallAnswerFactory, CallFactory
from tests.factories.institutions import DepartmentFactory, PartnerFactory
from tests.factories.placements import SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """A partner that goes, and the one that stays."""
    return PartnerFactory(), PartnerFactory()


def an_answer(call, partner, *, days_ago=None, places=0, slot=None):
    said = {"answered_at": clock.now() - timedelta(days=days_ago), "interest": Interest.LOOKING} if days_ago else {}
    return CallAnswerFactory(call=call, partner=partner, places=places, slot=slot, **said)


def test_the_latest_answer_that_was_given_counts(pair):
    old, new = pair
    call, only = CallFactory(open=True), CallFactory(open=True)
    an_answer(call, old, days_ago=2, places=6)
    an_answer(call, new, days_ago=5, places=3)
    an_answer(only, old)
    assert join_answers(old, new) == 2
    assert set(CallAnswer.objects.values_list("call", "partner", "places")) == {
        (call.pk, new.pk, 6),
        (only.pk, new.pk, 0),
    }


def test_an_answer_that_became_a_slot_outweighs_a_later_one(pair):
    old, new = pair
    call = CallFactory(open=True)
    kept = an_answer(call, new, days_ago=9, places=4, slot=SlotFactory(draft=True))
    an_answer(call, old, days_ago=1, places=6)
    assert join_answers(old, new) == 0
    assert list(CallAnswer.objects.all()) == [kept]


def test_a_department_that_becomes_another_takes_its_answers_along():
    old, new = DepartmentFactory(), DepartmentFactory()
    answer = CallAnswerFactory(department=old)
    assert join_answers(old, new) == 1
    answer.refresh_from_db()
    assert answer.department == new


def test_two_answers_that_both_became_slots_cannot_be_one(pair):
    call = CallFactory(open=True)
    for partner in pair:
        an_answer(call, partner, days_ago=1, places=4, slot=SlotFactory(draft=True))
    with pytest.raises(Refusal, match="both answers became slots"):
        join_answers(*pair)
