"""What a partner says about a change, a learning contract or the activity log, recorded from paper or phone."""

import pytest

from core.actor import Via
from institutions.models import Recording
from placements.models import Activity, PlacementChange
from placements.states_course import ChangeState
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.learning import ActivityFactory, LearningContractFactory
from tests.pages.recording import errors, sent
from tests.placements.rotation import a_rotation, blocks_of, move
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def asked(ward):
    """A block to be moved: the student asks, both offices answer."""
    return move(ward, ward.at(a_day(0), 12), 40)


def test_the_partners_word_on_a_change_is_recorded_beside_the_institutes_own():
    ward = a_rotation()
    change = asked(ward)
    sent("change-agree", change, ward.coordinator, ward.lead, phone=True)
    word = change.answers.get(side="lead")
    row = change.transitions.latest("pk")
    assert (word.by, row.via, row.recording) == (ward.lead.user, Via.PHONE, Recording.objects.get())
    assert PlacementChange.objects.get().state == ChangeState.ASKED
    signed_in(ward.coordinator).post(f"{change.get_absolute_url()}agree/", {"idempotency_key": "once"})
    assert (PlacementChange.objects.get().state, blocks_of(ward.placement)[-1][1]) == (ChangeState.DONE, a_day(40))


def test_a_change_is_declined_on_a_call_and_says_why():
    ward = a_rotation()
    change = asked(ward)
    page = sent("change-decline", change, ward.coordinator, ward.lead, phone=True)
    assert errors(page)[1] == {"reason": ["This field is required."]}
    sent("change-decline", change, ward.coordinator, ward.lead, phone=True, reason="Two are there already.")
    assert PlacementChange.objects.get().state == ChangeState.DECLINED
    assert Recording.objects.get().words.splitlines()[1] == "Two are there already."


def test_nobody_records_the_word_of_another_side_or_of_a_stranger():
    ward = a_rotation()
    change = asked(ward)
    assert sent("change-agree", change, ward.lead, ward.coordinator, phone=True).status_code == 409
    stranger = MembershipFactory(coordinator=True)
    assert sent("change-agree", change, stranger, ward.lead, phone=True).status_code == 404
    assert list(change.answers.exclude(agreed_at=None)) == []


def test_a_learning_contract_is_agreed_from_a_sheet_and_sent_back_on_a_call():
    ward = a_ward()
    contract = LearningContractFactory(placement=ward.placement)
    sent("contract-agree", ward.placement, ward.coordinator, ward.supervisor)
    contract.refresh_from_db()
    assert (contract.state, contract.answered_by, contract.transitions.latest("pk").via) == (
        "agreed",
        ward.supervisor.user,
        Via.PAPER,
    )
    page = sent("contract-return", ward.placement, ward.lead, ward.supervisor, phone=True, word="Aim higher.")
    assert page.status_code == 409
    LearningContractFactory._meta.model.objects.filter(pk=contract.pk).update(state="proposed")
    sent("contract-return", ward.placement, ward.lead, ward.supervisor, phone=True, word="Aim higher.")
    contract.refresh_from_db()
    assert (contract.state, contract.word) == ("returned", "Aim higher.")


def test_lines_of_the_log_are_confirmed_as_the_sheet_shows_them():
    ward = a_ward()
    first, second = ActivityFactory.create_batch(2, placement=ward.placement)
    sent("activities-confirm", ward.placement, ward.coordinator, ward.supervisor, activity_ids=[first.pk])
    states = dict(Activity.objects.values_list("pk", "state"))
    assert states == {first.pk: "confirmed", second.pk: "logged"}
    assert len(Recording.objects.get().words.splitlines()) == 1
    assert sent("contract-agree", ward.placement, ward.coordinator, ward.supervisor).status_code == 409
