"""Answers to calls for places, and the draft slots that come of them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.actor import Via
from core.errors import NotAllowed, Refusal
from institutions.models import Interest
from placements.models import Call, CallAnswer, Slot
from placements.services import calls as services
from placements.services.slots import edit_slot
from placements.states import SlotState
from tests.factories.calls import CallAnswerFactory, call_link
from tests.factories.institutions import (
    DepartmentFactory,
    MembershipFactory,
    ProgrammeFactory,
    a_day,
)
from tests.factories.placements import CompetencyFactory
from tests.placements.office import Office, told
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office()


def test_answer_call_is_written_with_who_said_it_and_told_to_the_coordinators(office):
    department = office.department()
    office.answers(places=6, department=department, earliest=a_day(100), note="Nights too.")
    office.answer.refresh_from_db()
    answer = office.answer
    assert (answer.interest, answer.places, answer.department, answer.earliest, answer.note) == (
        Interest.INTERESTED,
        6,
        department,
        a_day(100),
        "Nights too.",
    )
    assert (answer.answered_by_id, answer.membership_id, answer.via) == (
        office.lead.user_id,
        office.lead.pk,
        Via.PERSON,
    )
    assert told("call.answered") == [
        (office.coordinator.user_id, f"{office.lead.partner}: Interested, 6 places"),
    ]


def test_answer_call_tells_no_coordinator_of_another_programme(office):
    institute = office.call.institute
    MembershipFactory(coordinator=True, institute=institute, programme=ProgrammeFactory(institute=institute))
    office.answers()
    assert [reader for reader, _subject in told("call.answered")] == [office.coordinator.user_id]


def test_answer_call_may_be_changed_while_it_is_open(office):
    office.answers(places=6)
    office.answers(Interest.FULL, note="The ward closes.")
    office.answer.refresh_from_db()
    assert (office.answer.interest, office.answer.places) == (Interest.FULL, 0)
    assert len(told("call.answered")) == 2


def test_answer_call_names_no_patient(office):
    with pytest.raises(Refusal, match="the answer is about places"):
        office.answers(note="MRN 884213 leaves on Monday, then six.")


@pytest.mark.parametrize("interest", [Interest.NOT_NOW, Interest.FULL])
def test_answer_call_with_a_no_promises_nothing_whatever_was_typed(office, interest):
    answer = office.answers(interest, places=6, department=office.department(), earliest=a_day(100))
    assert (answer.places, answer.department, answer.earliest) == (0, None, None)


def test_answer_call_after_the_deadline_is_taken_and_marked_late_until_it_is_closed(office):
    Call.objects.filter(pk=office.call.pk).update(answer_by=clock.now() - timedelta(hours=1))
    assert office.answers(places=2).is_late
    services.close_call(call_id=office.call.pk, by=office.by, now=clock.now())
    with pytest.raises(Refusal, match="This call is closed"):
        office.answers(places=3)


def test_answer_call_by_another_partners_lead_or_by_a_coordinator_is_not_allowed(office):
    for actor in (MembershipFactory(lead=True).as_actor(), office.by):
        with pytest.raises(NotAllowed):
            office.answers(by=actor)


def test_answer_call_with_a_department_of_somebody_else_is_refused(office):
    with pytest.raises(Refusal, match="another organisation"):
        office.answers(places=2, department=DepartmentFactory())


def test_answer_call_by_a_link_to_another_answer_is_refused(office):
    other = CallAnswerFactory(partner=office.lead.partner)
    link = call_link(other, office.lead)
    with pytest.raises(Refusal, match="This link does not work any more"):
        office.answers(by=office.lead.as_actor(via=Via.LINK, link_id=link.pk))


@pytest.mark.parametrize("by_link", [True, False], ids=["by link", "by button"])
def test_the_slot_of_an_answer_is_a_draft_with_all_that_was_promised(office, by_link):
    ward = office.department()
    competencies = [CompetencyFactory(name="Hands over"), CompetencyFactory(name="Charts signs")]
    office.call.competencies.set(competencies)
    by = office.lead.as_actor(via=Via.LINK, link_id=call_link(office.answer, office.lead).pk) if by_link else None
    answer = office.answers(by=by, places=6, department=ward, earliest=a_day(100))
    slot = answer.slot if by_link else office.slot(ward)
    allotment = slot.allotments.get()
    assert (slot.partner, slot.department, slot.state, slot.places) == (office.lead.partner, ward, SlotState.DRAFT, 6)
    assert slot.kind == office.call.kind
    assert (slot.starts_on, slot.ends_on) == (a_day(100), office.call.ends_on)
    assert (allotment.institute, allotment.places) == (office.call.institute, 6)
    assert {objective.competency for objective in slot.objectives.all()} == set(competencies)
    assert told("call.slot") == [(office.coordinator.user_id, f"{office.lead.partner} made a draft slot of its answer")]
    drafts = [(office.lead.user_id, f"Your answer to “{office.call}” is a draft slot")]
    assert told("call.draft") == (drafts if by_link else [])


def test_make_slot_again_gives_the_same_slot(office):
    ward = office.department()
    office.answers(places=6)
    assert office.slot(ward) == office.slot(ward)
    assert Slot.objects.count() == 1


def test_make_slot_after_the_call_was_closed_is_what_the_mail_asks_for(office):
    office.answers(places=6)
    services.close_call(call_id=office.call.pk, by=office.by, now=clock.now())
    assert office.slot(office.department()).places == 6


def test_make_slot_of_no_places_is_refused(office):
    office.answers(Interest.LOOKING)
    with pytest.raises(Refusal, match="promises no places"):
        office.slot(office.department())


def test_a_draft_follows_its_answer_until_somebody_writes_in_it(office):
    office.answers(places=6)
    slot = office.slot(office.department())
    office.answers(places=2)
    slot.refresh_from_db()
    assert (slot.places, slot.allotments.get().places) == (2, 2)
    edit_slot(slot_id=slot.pk, by=office.partner, now=clock.now(), department=slot.department, places=2, title="Ours")
    with pytest.raises(Refusal, match="became the slot “Ours”, which is under way"):
        office.answers(places=3)


def test_make_slot_by_the_coordinator_is_not_allowed(office):
    office.answers(places=6)
    with pytest.raises(NotAllowed):
        office.slot(office.department(), by=office.by)


@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_make_one_slot():
    office = Office()
    ward = office.department()
    office.answers(places=6)
    slots = race([lambda: office.slot(ward)] * 10)
    assert {slot.pk for slot in slots} == {Slot.objects.get().pk}
    assert Slot.objects.get().allotments.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_answers_and_a_closing_at_once_every_answer_is_whole_or_refused():
    office = Office()
    close = [lambda: services.close_call(call_id=office.call.pk, by=office.by, now=clock.now())]
    results = race([*[lambda: office.answers(places=6)] * 5, *close])
    taken = sum(isinstance(result, CallAnswer) for result in results[:5])
    assert all(isinstance(result, CallAnswer | Refusal) for result in results[:5])
    assert isinstance(results[5], Call)
    assert len(told("call.answered")) == taken


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"places": 3}, "answer_says_how_they_stand"),
        ({"interest": "full"}, "answer_says_how_they_stand"),
        ({"answered_at": clock.now()}, "answer_says_how_they_stand"),
        ({"answered_at": clock.now(), "interest": "full", "places": 1}, "places_come_from_who_is_interested"),
    ],
)
def test_the_database_refuses_an_answer_that_makes_no_sense(office, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CallAnswer.objects.filter(pk=office.answer.pk).update(**changes)


def test_the_database_keeps_one_answer_a_call_and_partner(office):
    with pytest.raises(IntegrityError, match="one_answer_a_call_and_partner"), transaction.atomic():
        CallAnswerFactory(call=office.call, partner=office.lead.partner)


def test_an_answer_from_a_day_outside_the_call_is_refused_beside_its_field(office):
    first, last, one = office.call.starts_on, office.call.ends_on, timedelta(days=1)
    for outside in (first - one, last + one):
        with pytest.raises(Refusal) as refused:
            office.answers(places=6, earliest=outside)
        assert refused.value.field == "earliest"
    assert [office.answers(places=6, earliest=day).earliest for day in (first, last)] == [first, last]
