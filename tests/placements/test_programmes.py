"""Programmes: hours by block, competencies, and intakes copied to the next year."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import NotAllowed, Refusal
from institutions.models import Intake, Programme
from placements.models import Call, IntakeBlock, ProgrammeBlock, ProgrammeCompetency
from placements.policies.programmes import hours_add_up
from placements.services import intakes, programmes
from placements.states import CallState
from tests.factories.calls import BlockFactory, CallAnswerFactory, CallFactory
from tests.factories.institutions import IntakeFactory, MembershipFactory, ProgrammeFactory
from tests.factories.placements import CompetencyFactory
from tests.factories.students import StudentFactory
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(required_hours=480)


@pytest.fixture
def by(programme):
    return MembershipFactory(coordinator=True, institute=programme.institute).as_actor()


def add(programme, by, name, position):
    return programmes.add_block(
        programme_id=programme.pk, by=by, now=clock.now(), name=name, weeks=4, hours=160, position=position
    )


def order(programme):
    return list(programme.blocks.order_by("position").values_list("position", "name"))


@pytest.mark.parametrize(
    ("required", "hours", "said"),
    [
        (480, (), ""),
        (480, (320, 160), ""),
        (480, (320, 140), "20 hours are in no block yet."),
        (480, (320, 161), "That is 1 hour too many."),
    ],
)
def test_the_sum_of_the_blocks_is_compared_in_words(required, hours, said):
    blocks = [ProgrammeBlock(hours=number) for number in hours]
    verdict = hours_add_up(Programme(required_hours=required), blocks)
    assert (bool(verdict), str(verdict.instead)) == (not said, said)


def test_add_programme_is_the_institutes_own_and_its_code_is_free_once(programme, by):
    values = {"name": "BSc Nursing", "required_hours": 480, "by": by, "now": clock.now()}
    assert programmes.add_programme(code="BSN", **values).institute_id == programme.institute_id
    with pytest.raises(Refusal, match="this code is here already"):
        programmes.add_programme(code="BSN", **values)


def test_add_programme_by_a_coordinator_of_one_programme_is_not_allowed(programme):
    narrow = MembershipFactory(coordinator=True, institute=programme.institute, programme=programme).as_actor()
    with pytest.raises(NotAllowed):
        programmes.add_programme(by=narrow, now=clock.now(), name="X", code="X", required_hours=1)


def test_edit_programme_changes_its_hours(programme, by):
    programmes.edit_programme(programme_id=programme.pk, by=by, now=clock.now(), name="Renamed", required_hours=500)
    programme.refresh_from_db()
    assert (programme.name, programme.required_hours) == ("Renamed", 500)


@pytest.mark.parametrize("trait", ["coordinator", "viewer", "lead"])
def test_a_stranger_changes_no_programme(programme, trait):
    with pytest.raises(NotAllowed):
        add(programme, MembershipFactory(**{trait: True}).as_actor(), "Medicine", 1)


def test_a_coordinator_of_another_programme_of_the_institute_changes_nothing(programme):
    other = ProgrammeFactory(institute=programme.institute)
    narrow = MembershipFactory(coordinator=True, institute=programme.institute, programme=other).as_actor()
    with pytest.raises(NotAllowed):
        add(programme, narrow, "Medicine", 1)


def test_blocks_stand_in_the_order_that_is_asked_for(programme, by):
    for name, position in (("Medicine", 1), ("Surgery", 9), ("Paediatrics", 2)):
        add(programme, by, name, position)
    assert order(programme) == [(1, "Medicine"), (2, "Paediatrics"), (3, "Surgery")]
    surgery = programme.blocks.get(name="Surgery")
    programmes.edit_block(
        programme_id=programme.pk,
        block_id=surgery.pk,
        by=by,
        now=clock.now(),
        name="Theatre",
        weeks=2,
        hours=80,
        position=1,
    )
    assert order(programme) == [(1, "Theatre"), (2, "Medicine"), (3, "Paediatrics")]
    programmes.remove_block(programme_id=programme.pk, block_id=surgery.pk, by=by, now=clock.now())
    assert order(programme) == [(1, "Medicine"), (2, "Paediatrics")]


def test_two_blocks_of_one_name_whatever_its_capitals_are_refused_and_the_order_stays(programme, by):
    add(programme, by, "Medicine", 1)
    with pytest.raises(Refusal, match="A block of this name"):
        add(programme, by, "medicine", 1)
    with pytest.raises(Refusal, match="A block of this name"):
        add(programme, by, "Medicine", 1)
    assert order(programme) == [(1, "Medicine")]


@pytest.mark.django_db(transaction=True)
def test_blocks_added_at_once_all_stand_in_one_order():
    programme = ProgrammeFactory()
    by = MembershipFactory(coordinator=True, institute=programme.institute).as_actor()
    race([lambda name=name: add(programme, by, name, 1) for name in ("A", "B", "C", "D")])
    assert [position for position, _name in order(programme)] == [1, 2, 3, 4]


def test_a_competency_is_asked_for_once_in_the_whole_and_once_in_each_block(programme, by):
    block, competency = BlockFactory(programme=programme), CompetencyFactory()
    values = {"programme_id": programme.pk, "by": by, "now": clock.now(), "competency": competency}
    programmes.add_competency(**values)
    asked = programmes.add_competency(**values, block=block, count=3)
    for more in ({}, {"block": block}):
        with pytest.raises(Refusal, match="asked for there already"):
            programmes.add_competency(**values, **more)
    with pytest.raises(Refusal, match="another programme"):
        programmes.add_competency(**values, block=BlockFactory())
    programmes.remove_competency(programme_id=programme.pk, competency_id=asked.pk, by=by, now=clock.now())
    assert list(programme.competencies.values_list("block", "count")) == [(None, None)]


@pytest.mark.parametrize(
    ("model", "changes", "name"),
    [
        (ProgrammeBlock, {"hours": 0}, "block_has_weeks_and_hours"),
        (ProgrammeBlock, {"weeks": 0}, "block_has_weeks_and_hours"),
        (ProgrammeCompetency, {"count": 0}, "count_is_one_or_more"),
        (IntakeBlock, {"ends_on": date(2020, 1, 1)}, "block_ends_after_start"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(programme, model, changes, name):
    block = BlockFactory(programme=programme)
    ProgrammeCompetency.objects.create(programme=programme, competency=CompetencyFactory())
    IntakeBlock.objects.create(
        intake=IntakeFactory(programme=programme), block=block, starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 26)
    )
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.update(**changes)


# Intakes


@pytest.fixture
def intake(programme):
    """Begins on Monday 4 January 2027; one block, from Monday to Friday."""
    intake = IntakeFactory(
        programme=programme, name="Spring 2027", starts_on=date(2027, 1, 4), place_by=date(2026, 12, 11)
    )
    IntakeBlock.objects.create(
        intake=intake, block=BlockFactory(programme=programme), starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 26)
    )
    return intake


def copied(intake, by, name="Spring 2028", **more):
    return intakes.copy_intake(intake_id=intake.pk, by=by, now=clock.now(), name=name, **more)


@pytest.mark.parametrize(
    ("name", "next_name"),
    [
        ("Spring 2027", "Spring 2028"),
        ("2026/2027", "2027/2028"),
        ("2026-27", "2027-28"),
        ("Session 1999–00, 2099–00", "Session 1999–00, 2100–01"),
        ("First group", "First group, next year"),
    ],
)
def test_the_name_of_next_year_is_proposed(name, next_name):
    assert intakes.name_next_year(name) == next_name


def test_copy_intake_moves_every_day_by_52_weeks_so_that_weekdays_stay(intake, by):
    new = copied(intake, by)
    days = [new.starts_on, new.place_by, *new.blocks.values_list("starts_on", "ends_on").get()]
    assert days == [date(2028, 1, 3), date(2027, 12, 10), date(2028, 1, 3), date(2028, 2, 25)]
    assert [day.weekday() for day in days] == [0, 4, 0, 4]
    assert new.blocks.get().block == intake.blocks.get().block


def test_copy_intake_without_a_day_to_place_by_has_none(programme, by):
    assert copied(IntakeFactory(programme=programme), by).place_by is None


def test_copy_intake_with_its_calls_drafts_them_for_the_same_partners(intake, by):
    old = CallFactory(programme=intake.programme, intake=intake, open=True, title="Rotations, spring 2027")
    old.competencies.add(CompetencyFactory())
    asked = CallAnswerFactory(call=old)
    CallFactory(programme=intake.programme, intake=intake, state=CallState.CANCELLED)
    new = copied(intake, by, with_calls=True)
    call = Call.objects.get(intake=new)
    assert (call.state, call.sent_at, call.title, call.places) == (CallState.DRAFT, None, "Rotations, spring 2028", 60)
    assert [call.starts_on - old.starts_on, call.answer_by - old.answer_by] == [timedelta(weeks=52)] * 2
    assert list(call.answers.values_list("partner_id", "sent_at", "answered_at")) == [(asked.partner_id, None, None)]
    assert list(call.competencies.all()) == list(old.competencies.all())


def test_copy_intake_without_its_calls_drafts_none(intake, by):
    CallFactory(programme=intake.programme, intake=intake)
    assert not Call.objects.filter(intake=copied(intake, by)).exists()


def test_copy_intake_to_a_name_that_exists_is_refused_and_nothing_is_made(intake, by):
    CallFactory(programme=intake.programme, intake=intake)
    IntakeFactory(programme=intake.programme, name="Spring 2028")
    with pytest.raises(Refusal, match="an intake of this name already"):
        copied(intake, by, with_calls=True)
    assert (Intake.objects.count(), Call.objects.count(), IntakeBlock.objects.count()) == (2, 1, 1)


def test_copy_intake_by_another_institute_is_not_allowed(intake):
    with pytest.raises(NotAllowed):
        copied(intake, MembershipFactory(coordinator=True).as_actor())


@pytest.mark.django_db(transaction=True)
def test_ten_copies_at_once_make_one():
    intake = IntakeFactory(name="Spring 2027")
    by = MembershipFactory(coordinator=True, institute=intake.programme.institute).as_actor()
    CallFactory(programme=intake.programme, intake=intake)
    results = race([lambda: copied(intake, by, with_calls=True)] * 10)
    assert sum(isinstance(result, Intake) for result in results) == 1
    assert sum(isinstance(result, Refusal) for result in results) == 9
    assert Call.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": date(1905, 1, 4)}, "starts_on"),
        ({"place_by": date(2028, 1, 4)}, "place_by"),
        ({"block": (date(2020, 1, 6), date(2020, 2, 1))}, "block"),
        ({"block": (date(2027, 1, 4), date(2050, 2, 1))}, "block"),
    ],
)
def test_days_that_no_intake_can_have_are_refused_beside_their_field(intake, by, changes, field):
    block = intake.blocks.get()
    days = {block.block_id: changes.pop("block", (block.starts_on, block.ends_on))}
    said = {"name": intake.name, "starts_on": intake.starts_on, "place_by": intake.place_by, "days": days} | changes
    with pytest.raises(Refusal) as refused:
        intakes.edit_intake(intake_id=intake.pk, by=by, now=clock.now(), **said)
    assert refused.value.field == (intakes.days_field(block.block_id) if field == "block" else field)


def test_an_intake_is_removed_while_nobody_is_in_it_and_no_call_is_for_it(programme, by):
    empty, taught, called = IntakeFactory.create_batch(3, programme=programme)
    StudentFactory(institute=programme.institute, intake=taught)
    CallFactory(programme=programme, intake=called)
    for intake, words in ((taught, "Students are in"), (called, "Places were called")):
        with pytest.raises(Refusal, match=words):
            intakes.remove_intake(intake_id=intake.pk, by=by, now=clock.now())
    intakes.remove_intake(intake_id=empty.pk, by=by, now=clock.now())
    assert set(programme.intakes.all()) == {taught, called}
