"""Objectives of a placement, and the supervisor's word on them."""

import pytest
from django.db import InternalError, transaction

from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import ObjectiveConfirmation, Scale, ScalePoint
from placements.policies.training import levels
from placements.services.objectives import confirm_objectives
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ObjectiveFactory
from tests.placements.ward import a_ward
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = a_ward()
    ObjectiveFactory.create_batch(3, slot=ward.placement.slot)
    return ward


@pytest.fixture
def now(ward):
    return ward.at(a_day(0), 12)


@pytest.fixture
def objectives(ward):
    return list(ward.placement.slot.objectives.all())


def point(rank):
    return levels().get(rank=rank)


def say(ward, now, *, by=None, **levels):
    """Confirm by position: `first=3` is the first objective at the third point."""
    found = dict(zip(("first", "second", "third"), ward.placement.slot.objectives.all(), strict=True))
    chosen = {found[name].pk: point(rank).pk for name, rank in levels.items()}
    return confirm_objectives(placement_id=ward.pk, by=by or ward.doctor, now=now, levels=chosen)


def current(ward):
    said = ObjectiveConfirmation.objects.current().filter(placement=ward.placement).order_by("objective__position")
    return [(word.objective.position, word.level.rank) for word in said]


def test_confirm_objectives_at_a_level_each(ward, now):
    say(ward, now, first=3, third=5)
    assert current(ward) == [(1, 3), (3, 5)]
    word = ObjectiveConfirmation.objects.first()
    assert (word.by, word.membership, word.at) == (ward.supervisor.user, ward.supervisor, now)
    assert [told.kind for told in Notification.objects.filter(reader=ward.student.user)] == ["placement.objectives"]


def test_confirm_objectives_again_supersedes_what_changed_and_leaves_the_rest(ward, now):
    say(ward, now, first=3, second=4)
    kept = ObjectiveConfirmation.objects.get(objective__position=2)
    later = ward.at(a_day(0), 13)
    say(ward, later, first=4, second=4)
    assert current(ward) == [(1, 4), (2, 4)]
    old = ObjectiveConfirmation.objects.get(objective__position=1, superseded_at__isnull=False)
    assert (old.level.rank, old.superseded_at) == (3, later)
    assert ObjectiveConfirmation.objects.current().get(objective__position=2) == kept


def test_confirm_objectives_with_nothing_new_tells_nobody(ward, now):
    say(ward, now, first=3)
    say(ward, ward.at(a_day(0), 13), first=3)
    assert (ObjectiveConfirmation.objects.count(), Notification.objects.count()) == (1, 1)


def test_confirm_objectives_of_another_slot_is_refused(ward, now):
    with pytest.raises(Refusal, match="not an objective of this placement"):
        confirm_objectives(placement_id=ward.pk, by=ward.doctor, now=now, levels={ObjectiveFactory().pk: point(3).pk})


def test_confirm_objectives_on_another_scale_is_refused(ward, now, objectives):
    foreign = ScalePoint.objects.create(
        scale=Scale.objects.create(slug="likert", name="Likert"), rank=3, label="Meets", plain="Meets"
    )
    with pytest.raises(Refusal, match="not a level of its scale"):
        confirm_objectives(placement_id=ward.pk, by=ward.doctor, now=now, levels={objectives[0].pk: foreign.pk})


def test_confirm_objectives_by_others_is_not_allowed(ward, now):
    colleague = MembershipFactory(supervisor=True, partner=ward.placement.partner).as_actor()
    for actor in (ward.intern, ward.host, ward.office, colleague):
        with pytest.raises(NotAllowed):
            say(ward, now, by=actor, first=3)
    assert current(ward) == []


@pytest.mark.parametrize(("trait", "words"), [("confirmed", "has not begun"), ("completed", "is over")])
def test_confirm_objectives_off_placement_is_refused(trait, words):
    ward = a_ward(**{trait: True})
    with pytest.raises(Refusal, match=words):
        confirm_objectives(placement_id=ward.pk, by=ward.doctor, now=ward.at(a_day(0), 12), levels={})


def test_a_level_is_never_rewritten(ward, now):
    say(ward, now, first=3)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        ObjectiveConfirmation.objects.update(level=point(5))
    assert current(ward) == [(1, 3)]


@pytest.mark.django_db(transaction=True)
def test_two_levels_at_once_leave_one_current_word():
    ward = a_ward()
    ObjectiveFactory.create_batch(3, slot=ward.placement.slot)
    now = ward.at(a_day(0), 12)
    results = race([lambda rank=rank: say(ward, now, first=rank) for rank in (2, 3, 4, 5)])
    assert refusals(results, Refusal) == []
    assert (len(current(ward)), ObjectiveConfirmation.objects.count()) == (1, 4)
