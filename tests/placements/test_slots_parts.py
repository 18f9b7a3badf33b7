"""What belongs to a slot: its ordered objectives, and the places kept for institutes."""

import pytest
from django.db import IntegrityError, connection

from core import clock
from core.errors import NotAllowed, Refusal
from placements.models import Allotment, Objective
from placements.services import slots_allotments as allotments
from placements.services import slots_moves as moves
from placements.services import slots_objectives as objectives
from placements.services.slots_objectives import Direction
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import CompetencyFactory, ObjectiveFactory
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    """A draft with everything it needs, its lead, and an institute with a signed agreement."""
    stage = a_stage(draft=True)
    stage.slot.supervisor = MembershipFactory(supervisor=True, partner=stage.slot.partner)
    stage.slot.save()
    ObjectiveFactory(slot=stage.slot)
    return stage


def publish(stage, **more):
    return moves.publish_slot(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now(), **more)


class TestObjectives:
    def add(self, stage, text="Read a request form"):
        return objectives.add_objective(
            slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now(), text=text, competency=CompetencyFactory()
        )

    def order(self, stage):
        return [objective.pk for objective in stage.slot.objectives.all()]

    def move(self, stage, objective, direction):
        return objectives.move_objective(
            slot_id=stage.slot.pk,
            objective_id=objective.pk,
            by=stage.lead.as_actor(),
            now=clock.now(),
            direction=direction,
        )

    def test_they_keep_the_order_in_which_they_were_added_until_one_is_moved(self, stage):
        first = stage.slot.objectives.get()
        second, third = self.add(stage), self.add(stage)
        self.move(stage, third, Direction.UP)
        assert self.order(stage) == [first.pk, third.pk, second.pk]
        self.move(stage, first, Direction.DOWN)
        assert self.order(stage) == [third.pk, first.pk, second.pk]

    @pytest.mark.parametrize(("index", "direction"), [(0, Direction.UP), (1, Direction.DOWN)])
    def test_moving_past_the_edge_changes_nothing(self, stage, index, direction):
        self.add(stage)
        before = self.order(stage)
        self.move(stage, stage.slot.objectives.all()[index], direction)
        assert self.order(stage) == before

    def test_one_is_added_after_another_was_removed(self, stage):
        second, third = self.add(stage), self.add(stage)
        objectives.remove_objective(
            slot_id=stage.slot.pk, objective_id=second.pk, by=stage.lead.as_actor(), now=clock.now()
        )
        fourth = self.add(stage)
        assert self.order(stage)[1:] == [third.pk, fourth.pk]

    def test_the_database_keeps_one_objective_for_each_position(self, stage):
        ObjectiveFactory(slot=stage.slot, position=1)
        with pytest.raises(IntegrityError, match="one_objective_per_position"), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_the_last_one_of_a_published_slot_stays(self, stage):
        publish(stage)
        with pytest.raises(Refusal, match="needs an objective"):
            objectives.remove_objective(
                slot_id=stage.slot.pk,
                objective_id=stage.slot.objectives.get().pk,
                by=stage.lead.as_actor(),
                now=clock.now(),
            )

    def test_there_are_no_more_than_can_be_confirmed_with_care(self, stage):
        for position in range(2, objectives.MOST + 1):
            ObjectiveFactory(slot=stage.slot, position=position)
        with pytest.raises(Refusal, match="at most 20"):
            self.add(stage)

    def test_they_stay_while_somebody_holds_a_place_by_them(self):
        stage = a_stage()
        ObjectiveFactory(slot=stage.slot)
        stage.application(offered=True)
        with pytest.raises(Refusal, match="1 student holds a place with these objectives"):
            self.add(stage)

    def test_one_of_another_slot_is_not_found(self, stage):
        other = ObjectiveFactory()
        with pytest.raises(Objective.DoesNotExist):
            objectives.edit_objective(
                slot_id=stage.slot.pk,
                objective_id=other.pk,
                by=stage.lead.as_actor(),
                now=clock.now(),
                text="Ours",
                competency=other.competency,
            )


class TestKeptPlaces:
    def keep(self, stage, places, institute=None):
        institute = institute or stage.institute
        return allotments.keep_places(
            slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now(), institute=institute, places=places
        )

    def kept(self, stage):
        stage.slot.refresh_from_db()
        return stage.slot.allotted, stage.slot.open_held

    def test_places_are_kept_and_kept_anew(self):
        stage = a_stage(places=3)
        self.keep(stage, 1)
        self.keep(stage, 3)
        assert self.kept(stage) == (3, 0)

    def test_no_more_are_kept_than_there_are(self):
        stage = a_stage(places=3)
        self.keep(stage, 2)
        with pytest.raises(Refusal, match="1 place is left to keep"):
            self.keep(stage, 2, MembershipFactory(coordinator=True).institute)

    def test_what_an_institutes_students_hold_moves_into_what_is_kept_for_it(self):
        stage = a_stage(places=3)
        stage.application(offered=True)
        allotment = self.keep(stage, 3)
        allotment.refresh_from_db()
        assert (allotment.held, self.kept(stage)) == (1, (3, 0))

    def test_fewer_are_not_kept_than_its_students_hold(self):
        stage = a_stage(places=3)
        stage.application(offered=True)
        stage.application(accepted=True)
        with pytest.raises(Refusal, match="2 of its students hold places"):
            self.keep(stage, 1)

    def test_places_that_are_opened_again_are_held_by_whom_they_were(self):
        stage = a_stage(places=3)
        stage.application(offered=True)
        allotment = self.keep(stage, 2)
        allotments.open_places(
            slot_id=stage.slot.pk, allotment_id=allotment.pk, by=stage.lead.as_actor(), now=clock.now()
        )
        assert (Allotment.objects.count(), self.kept(stage)) == (0, (0, 1))

    def test_another_partners_lead_keeps_nothing(self):
        stage = a_stage()
        with pytest.raises(NotAllowed):
            allotments.keep_places(
                slot_id=stage.slot.pk,
                by=MembershipFactory(lead=True).as_actor(),
                now=clock.now(),
                institute=stage.institute,
                places=1,
            )
