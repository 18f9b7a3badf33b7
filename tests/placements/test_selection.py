"""Writing how a slot chooses; what the first score fixes, in services and in the database."""

import pytest
from django.db import IntegrityError, InternalError, transaction

from core import clock
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import QuotaGroup, Selection, SelectionCriterion
from placements.services import selection as services
from tests.factories.institutions import MembershipFactory
from tests.factories.selection import SelectionCriterionFactory
from tests.placements.panel import a_panel

pytestmark = pytest.mark.django_db
SWITCHES = {"has_interviews": True, "shows_merit": False, "answer_days": 7}


def act(service, scene, by=None, **values):
    return service(slot_id=scene.slot.pk, by=(by or scene.lead).as_actor(), now=clock.now(), **values)


def test_a_slot_without_criteria_has_no_row(stage):
    assert not Selection.objects.filter(slot=stage.slot).exists()


def test_the_first_criterion_makes_the_row_and_the_next_stands_behind_it(stage):
    act(services.add_criterion, stage, text="Statement", weight=3)
    act(services.add_criterion, stage, text="Skills", weight=1)
    rows = Selection.objects.get(slot=stage.slot).criteria.values_list("text", "position", "weight")
    assert list(rows) == [("Statement", 1, 3), ("Skills", 2, 1)]


def test_the_same_criterion_twice_is_refused_beside_its_field(stage):
    act(services.add_criterion, stage, text="Statement", weight=3)
    with pytest.raises(Refusal) as refused:
        act(services.add_criterion, stage, text="statement", weight=1)
    assert (refused.value.field, SelectionCriterion.objects.count()) == ("text", 1)


def test_only_the_partners_lead_says_how_it_chooses(stage):
    others = [
        stage.coordinator,
        MembershipFactory(lead=True),
        MembershipFactory(supervisor=True, partner=stage.slot.partner),
    ]
    for by in others:
        with pytest.raises(NotAllowed):
            act(services.set_up_selection, stage, by=by, **SWITCHES)
    assert not Selection.objects.exists()


def test_criteria_and_blindness_stay_once_the_first_score_is_given():
    panel = a_panel(blind=True)
    panel.score(panel.application(), 4, 4)
    stage = panel.stage
    for service, values in [
        (services.add_criterion, {"text": "New", "weight": 1}),
        (
            services.edit_criterion,
            {"criterion_id": panel.first.pk, "text": "X", "weight": 1, "guide": "", "stage": "review"},
        ),
        (services.remove_criterion, {"criterion_id": panel.first.pk}),
        (services.add_group, {"name": "Women", "places": 1}),
        (services.set_up_selection, {**SWITCHES, "is_blind": False}),
    ]:
        with pytest.raises(Refusal, match="first score"):
            act(service, stage, **values)
    act(services.set_up_selection, stage, **SWITCHES)
    panel.selection.refresh_from_db()
    assert (panel.selection.is_blind, panel.selection.has_interviews) == (True, True)


def test_the_database_keeps_criteria_and_blindness_too():
    panel = a_panel(blind=True, interviews=True)
    panel.score(panel.application(), 4, 4)
    criteria = SelectionCriterion.objects.filter(stage="interview")
    for write in (
        lambda: criteria.update(weight=9),
        criteria.delete,
        lambda: SelectionCriterionFactory(selection=panel.selection),
    ):
        with pytest.raises(IntegrityError, match="the first score was given"), transaction.atomic():
            write()
    with pytest.raises(InternalError, match="blind_as_it_began"), transaction.atomic():
        Selection.objects.filter(pk=panel.selection.pk).update(is_blind=False)


def test_a_named_reviewer_is_told_once_and_is_one_of_the_partners_people(stage):
    supervisor = MembershipFactory(supervisor=True, partner=stage.slot.partner)
    for _twice in range(2):
        act(services.name_reviewer, stage, membership=supervisor)
    assert list(Notification.objects.values_list("reader", "kind")) == [(supervisor.user_id, "application.reviewer")]
    with pytest.raises(Refusal, match="does not act"):
        act(services.name_reviewer, stage, membership=MembershipFactory(supervisor=True))


def test_groups_share_out_no_more_places_than_there_are(stage):
    act(services.add_group, stage, name="Women", places=1, for_women=True, leftovers=1)
    with pytest.raises(Refusal, match="1 place is left"):
        act(services.add_group, stage, name="Open", places=2)
    group = act(services.add_group, stage, name="Own college", places=1, institutes=[stage.institute])
    assert list(group.institutes.all()) == [stage.institute]
    act(services.remove_group, stage, group_id=group.pk)
    assert list(QuotaGroup.objects.values_list("name", flat=True)) == ["Women"]
