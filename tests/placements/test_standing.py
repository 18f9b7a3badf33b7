"""How far students are, what is missing, and whom to ask: computed from what students, slots, partners and calls say."""

from datetime import timedelta

import pytest

from core import clock
from institutions.models import Interest, PartnerInterest
from placements.models import Slot, Stage, with_stage
from placements.policies.slots import reachable
from placements.services.shortage import standing, whom_to_ask
from placements.states import PlacementState
from students.models import Student
from tests.factories.calls import CallAnswerFactory, CallFactory
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
    a_day,
)
from tests.factories.placements import AllotmentFactory, ApplicationFactory, PlacementFactory, SlotFactory
from tests.factories.students import StudentFactory
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return a_stage(places=3)


def stands(stage):
    return standing(stage.coordinator.as_actor(), clock.now())


def stage_of(student):
    return with_stage(Student.objects.filter(pk=student.pk)).get().stage


@pytest.mark.parametrize(
    ("trait", "expected"),
    [
        ({}, Stage.NOWHERE),  # a draft that was never sent
        ({"submitted": True}, Stage.REVIEW),
        ({"waitlisted": True}, Stage.REVIEW),
        ({"offered": True}, Stage.OFFERED),
        ({"sent": True, "state": "rejected"}, Stage.OVER),
        ({"sent": True, "state": "withdrawn"}, Stage.OVER),
    ],
)
def test_a_student_stands_where_the_furthest_application_stands(stage, trait, expected):
    student = stage.student()
    ApplicationFactory(student=student, slot=stage.slot, **trait)
    assert stage_of(student) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (PlacementState.PLANNED, Stage.ACCEPTED),
        (PlacementState.CONFIRMED, Stage.PLACED),
        (PlacementState.ACTIVE, Stage.PLACED),
        (PlacementState.COMPLETED, Stage.PLACED),
        (PlacementState.CANCELLED, Stage.OVER),
    ],
)
def test_a_place_counts_once_an_agreement_covers_it(state, expected):
    placement = PlacementFactory(planned=True) if state == PlacementState.PLANNED else PlacementFactory(state=state)
    assert stage_of(placement.student) == expected


def test_missing_is_what_the_places_open_to_an_intake_do_not_cover(stage):
    for _ in range(5):
        stage.student()
    stage.application(submitted=True)
    stage.application(offered=True)  # holds one of the three places, and needs none
    now = stands(stage)
    assert (now.needed, now.open, now.missing, now.count()) == (6, 2, 4, 7)
    assert (now.count(Stage.NOWHERE), now.count(Stage.REVIEW), now.count(Stage.OFFERED)) == (5, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "paused"},
        {"apply_by": clock.now() - timedelta(days=1)},
        {"starts_on": a_day(600), "ends_on": a_day(660)},
    ],
    ids=["paused", "past its deadline", "beyond the agreement"],
)
def test_a_slot_that_students_cannot_apply_for_is_not_open(stage, change):
    stage.student()
    assert stands(stage).open == 3
    for name, value in change.items():
        setattr(stage.slot, name, value)
    stage.slot.save()
    assert stands(stage).open == 0


def test_places_are_open_where_a_search_finds_their_slots(stage):
    """The same rule, asked of slots in the database and of agreements here: departments, kinds, and a stay over two agreements."""
    student, partner = stage.student(), stage.slot.partner
    narrow = PartnerFactory()
    named = DepartmentFactory(site__partner=narrow)
    theirs = {"institute": stage.institute, "partner": narrow, "programmes": [stage.programme], "kinds": ["internship"]}
    first = AgreementFactory(ends_on=a_day(100), **theirs)
    AgreementFactory(starts_on=a_day(101), **theirs)
    first.departments.add(named)
    for place in ({"partner": partner}, {"partner": narrow}, {"partner": narrow, "department": named}, {}):
        for change in (
            {},
            {"kind": "observership"},
            {"starts_on": a_day(101)},
            {"ends_on": a_day(600)},
            {"agreement_follows": True},
        ):
            SlotFactory(**place, **change)
    found = reachable(Slot.objects.open_on(clock.now()), student)
    # The stage's own with three places, and with two each: three more there, one that its agreement covers alone, two that both cover
    # together, and one everywhere that waits for an agreement.
    assert (stands(stage).open, found.count()) == (3 + 2 * 10, 11)


def test_places_kept_for_others_are_not_open_and_those_kept_for_us_are(stage):
    stage.student()
    AllotmentFactory(slot=stage.slot, institute=MembershipFactory(coordinator=True).institute, places=1)
    assert stands(stage).open == 2
    AllotmentFactory(slot=stage.slot, institute=stage.institute, places=1)
    assert stands(stage).open == 1


def test_a_place_that_two_programmes_may_take_counts_once_in_all(stage):
    other = ProgrammeFactory(institute=stage.institute)
    stage.agreement.programmes.add(other)
    stage.student()
    StudentFactory(institute=stage.institute, intake__programme=other)
    now = stands(stage)
    assert ([row.open for row in now.rows], now.open) == ([3, 3], 3)


def test_each_intake_keeps_its_own_shortage_and_the_day_by_which_it_should_be_placed(stage):
    other = ProgrammeFactory(institute=stage.institute)
    first = StudentFactory(institute=stage.institute, intake__programme=other, intake__place_by=a_day(30))
    StudentFactory(institute=stage.institute, intake=first.intake)
    now = stands(stage)
    assert (now.open, now.missing, now.worst.intake, now.worst.by) == (0, 2, first.intake, a_day(30))


def test_a_coordinator_of_one_programme_reads_that_programme_alone(stage):
    stage.student()
    StudentFactory(institute=stage.institute)
    StudentFactory()
    narrow = MembershipFactory(coordinator=True, institute=stage.institute, programme=stage.programme)
    assert stands(stage).count() == 2
    assert standing(narrow.as_actor(), clock.now()).count() == 1


@pytest.mark.parametrize("rows", [1, 4])
def test_standing_takes_the_same_queries(stage, rows, django_assert_num_queries):
    for _ in range(rows):
        StudentFactory(institute=stage.institute, intake__programme__institute=stage.institute)
    with django_assert_num_queries(3):
        assert len(stands(stage).rows) == rows


def says(partner, interest):
    lead = MembershipFactory(lead=True, partner=partner)
    PartnerInterest.objects.create(
        partner=partner, interest=interest, said_at=clock.now(), said_by=lead.user, membership=lead, via="person",
        as_label="Lead",
    )  # fmt: skip


def test_whom_to_ask_begins_with_promises_and_leaves_who_said_no_in_peace(stage):
    call = CallFactory(programme=stage.programme, open=True)
    now = clock.now()
    promised, silent, looking, interested, agreed, full, declined, stranger = (
        PartnerFactory(name=name)
        for name in ("Promised", "Silent", "Looking", "Interested", "Agreed", "Full", "Declined", "Stranger")
    )
    CallAnswerFactory(call=call, partner=promised, answered_at=now, interest=Interest.LOOKING, places=4)
    CallAnswerFactory(call=call, partner=silent)
    CallAnswerFactory(call=call, partner=declined, answered_at=now, interest=Interest.NOT_NOW)
    says(looking, Interest.LOOKING)
    says(interested, Interest.INTERESTED)
    for partner in (agreed, full, declined):
        AgreementFactory(signed=True, institute=stage.institute, partner=partner, programmes=[stage.programme])
    says(full, Interest.FULL)
    stage.agreement.delete()
    found = whom_to_ask(stage.coordinator.as_actor(), clock.today())
    assert [partner.name for partner in found] == ["Promised", "Looking", "Silent", "Interested", "Agreed"]
    assert [partner.promised for partner in found] == [4, 0, 0, 0, 0]
    assert (found[0].call, stranger in found) == (call.pk, False)


def test_a_promise_that_became_a_slot_is_no_promise_any_more(stage):
    call = CallFactory(programme=stage.programme, open=True)
    slot = SlotFactory()
    CallAnswerFactory(
        call=call, partner=slot.partner, answered_at=clock.now(), interest=Interest.LOOKING, places=4, slot=slot
    )
    found = {p.pk: p.promised for p in whom_to_ask(stage.coordinator.as_actor(), clock.today())}
    assert found[slot.partner_id] == 0
