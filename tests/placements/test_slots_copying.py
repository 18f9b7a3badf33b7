"""A copy of a slot chooses as the slot does; who scores is named anew."""

import pytest

from core import clock
from placements.services.slots_copying import copy_slot
from tests.factories.institutions import InstituteFactory
from tests.factories.selection import QuotaGroupFactory
from tests.placements.panel import a_panel

pytestmark = pytest.mark.django_db


def test_a_copy_chooses_in_the_same_way():
    panel = a_panel(blind=True, interviews=True)
    own = InstituteFactory()
    QuotaGroupFactory(selection=panel.selection, name="Own college", places=1, leftovers=2).institutes.add(own)
    panel.score(panel.application(), 4, 4)
    copy = copy_slot(slot_id=panel.slot.pk, by=panel.lead.as_actor(), now=clock.now())
    chosen = copy.selection
    assert (chosen.is_blind, chosen.has_interviews, chosen.frozen_at) == (True, True, None)
    assert list(chosen.criteria.values_list("stage", "text", "weight")) == list(
        panel.selection.criteria.values_list("stage", "text", "weight")
    )
    (group,) = chosen.groups.with_institutes()
    assert (group.name, group.places, group.leftovers, group.institute_ids) == ("Own college", 1, 2, [own.pk])
    assert chosen.reviewers.count() == 0


def test_a_copy_of_one_that_chooses_by_nothing_chooses_by_nothing(stage):
    copy = copy_slot(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now())
    assert not hasattr(copy, "selection")
