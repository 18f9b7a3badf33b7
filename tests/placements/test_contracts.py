"""The learning contract: proposed, agreed, sent back; and what was agreed stays."""

import pytest
from django.db import InternalError, transaction

from core.errors import NotAllowed, Refusal, Stale
from placements.models import Aim, LearningContract, Scale, ScalePoint
from placements.policies.training import levels
from placements.services.contracts import agree_contract, propose_contract, return_contract
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ObjectiveFactory
from tests.placements.ward import a_ward, names, told

pytestmark = pytest.mark.django_db

WORD = "Aim higher in portable films."


def a_ward_to_learn_on(**fields):
    ward = a_ward(**fields)
    ObjectiveFactory.create_batch(2, slot=ward.placement.slot)
    return ward


@pytest.fixture
def ward():
    return a_ward_to_learn_on()


def at(ward, hour=12):
    return ward.at(a_day(0), hour)


def aims(ward, *ranks, how=""):
    points = {point.rank: point.pk for point in levels()}
    return {o.pk: (points[rank], how) for o, rank in zip(ward.placement.slot.objectives.all(), ranks, strict=True)}


def propose(ward, *ranks, by=None, now=None, **more):
    return propose_contract(
        placement_id=ward.pk, by=by or ward.intern, now=now or at(ward), aims=aims(ward, *ranks, **more)
    )


def answer(service, ward, *, by=None, hour=13, word=WORD):
    return service(placement_id=ward.pk, by=by or ward.doctor, now=at(ward, hour), word=word)


def aimed(ward):
    rows = Aim.objects.filter(contract__placement=ward.placement).order_by("objective__position")
    return list(rows.values_list("level__rank", flat=True))


def test_propose_contract_waits_for_the_supervisor_who_is_told(ward):
    contract = propose(ward, 3, 4, how="Two portable lists a week.")
    assert (contract.state, contract.proposed_at, aimed(ward)) == ("proposed", at(ward), [3, 4])
    assert told("contract.proposed") == names(ward.supervisor)


@pytest.mark.parametrize("service", [agree_contract, return_contract])
def test_nobody_answers_a_proposal_that_they_have_not_read(ward, service):
    seen = propose(ward, 3, 4).stamp
    propose(ward, 1, 1, now=at(ward, 13))
    said = {"placement_id": ward.pk, "by": ward.doctor, "now": at(ward, 14), "word": WORD}
    with pytest.raises(Stale):
        service(shown_version=seen, **said)
    now_there = LearningContract.objects.get()
    assert (now_there.state, aimed(ward)) == ("proposed", [1, 1])
    assert service(shown_version=now_there.stamp, **said).state != "proposed"


def test_propose_contract_before_the_first_day():
    ward = a_ward_to_learn_on(confirmed=True)
    assert propose(ward, 3, 3).state == "proposed"


def test_propose_contract_again_changes_the_aims_until_they_are_agreed(ward):
    propose(ward, 3, 4)
    propose(ward, 4, 4, now=at(ward, 13))
    assert (aimed(ward), LearningContract.objects.count()) == ([4, 4], 1)
    answer(agree_contract, ward, hour=14)
    with pytest.raises(Refusal, match="has agreed"):
        propose(ward, 5, 5, now=at(ward, 15))
    assert aimed(ward) == [4, 4]


def test_propose_contract_with_an_objective_left_out_is_refused(ward):
    some = dict(list(aims(ward, 3, 4).items())[:1])
    with pytest.raises(Refusal, match="every objective"):
        propose_contract(placement_id=ward.pk, by=ward.intern, now=at(ward), aims=some)


def test_propose_contract_on_another_scale_is_refused(ward):
    scale = Scale.objects.create(slug="likert", name="Likert")
    foreign = ScalePoint.objects.create(scale=scale, rank=3, label="Meets", plain="Meets")
    with pytest.raises(Refusal, match="not a level"):
        propose_contract(
            placement_id=ward.pk, by=ward.intern, now=at(ward), aims=dict.fromkeys(aims(ward, 3, 3), (foreign.pk, ""))
        )


def test_propose_contract_without_objectives_says_whom_to_ask():
    ward = a_ward()
    with pytest.raises(Refusal, match="Ask the partner’s placement lead"):
        propose_contract(placement_id=ward.pk, by=ward.intern, now=at(ward), aims={})


def test_propose_contract_with_patient_data_is_refused_beside_its_field(ward):
    with pytest.raises(Refusal, match="a record number") as error:
        propose(ward, 3, 4, how="Follow MRN 48213.")
    assert (error.value.field, LearningContract.objects.exists()) == (f"how_{min(aims(ward, 3, 4))}", False)


def test_agree_contract_is_dated_and_tells_the_student(ward):
    propose(ward, 3, 4)
    contract = answer(agree_contract, ward, word="")
    assert (contract.state, contract.answered_at, contract.answered_by_id) == (
        "agreed",
        at(ward, 13),
        ward.supervisor.user_id,
    )
    assert told("contract.agreed") == names(ward.student)


def test_return_contract_opens_what_was_agreed_again_with_a_word(ward):
    propose(ward, 3, 4)
    answer(agree_contract, ward)
    contract = answer(return_contract, ward, hour=14)
    assert (contract.state, contract.word, told("contract.returned")) == ("returned", WORD, names(ward.student))
    assert propose(ward, 4, 4, now=at(ward, 15)).state == "proposed"
    moves = list(contract.transitions.order_by("at").values_list("move", "note"))
    assert moves == [("agree", WORD), ("return", WORD), ("propose", "")]


def test_the_contract_is_answered_by_its_supervisor_alone_and_proposed_by_its_student_alone(ward):
    for actor in (ward.doctor, ward.host, ward.office, MembershipFactory(student=True).as_actor()):
        with pytest.raises(NotAllowed):
            propose(ward, 3, 4, by=actor)
    propose(ward, 3, 4)
    for actor in (ward.intern, ward.host, ward.office):
        for service in (agree_contract, return_contract):
            with pytest.raises(NotAllowed):
                answer(service, ward, by=actor)


def test_agree_contract_before_there_is_one_or_when_it_is_over_is_refused(ward):
    with pytest.raises(Refusal, match="no learning contract yet"):
        answer(agree_contract, ward)
    over = a_ward_to_learn_on(completed=True)
    with pytest.raises(Refusal, match="confirmed or under way"):
        propose(over, 3, 3)


def test_what_was_agreed_stays_even_for_a_raw_update(ward):
    propose(ward, 3, 4)
    answer(agree_contract, ward)
    for change in (lambda rows: rows.update(how="Less."), lambda rows: rows.delete()):
        with pytest.raises(InternalError, match="what_was_agreed_stays"), transaction.atomic():
            change(Aim.objects.filter(contract__placement=ward.placement))
    assert aimed(ward) == [3, 4]
