"""Writing a slot: what it needs before it is shown, what binds afterwards, its objectives and kept places."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.actor import CLOCK
from core.errors import IllegalMove, NotAllowed, Refusal, Stale
from institutions.states import AgreementState
from notifications.models import Notification
from placements.models import Objective, Slot, SlotTransition
from placements.notices.slots import SLOT_TOLD_ABOUT
from placements.policies import slots as policies
from placements.services import slots as services
from placements.services import slots_moves as moves
from placements.services.slots_copying import copy_slot
from placements.states import SLOT_MOVES, SlotState
from tests.factories.institutions import DepartmentFactory, MembershipFactory, a_day
from tests.factories.placements import AllotmentFactory, ObjectiveFactory, SlotFactory
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


def fields_of(slot, **changes):
    """What the edit form sends when only `changes` were typed."""
    names = (
        "title",
        "department",
        "track",
        "summary",
        "supervisor",
        "city",
        "places",
        "starts_on",
        "ends_on",
        "apply_by",
    )
    names += ("weekly_hours", "full_time", "required_hours", "stipend", "is_public", "agreement_follows")
    return {name: getattr(slot, name) for name in names} | changes


def edit(stage, **changes):
    return services.edit_slot(
        slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now(), **fields_of(stage.slot, **changes)
    )


def publish(stage, **more):
    return moves.publish_slot(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now(), **more)


def test_publish_slot_shows_it_and_tells_the_institutes_that_have_an_agreement(stage):
    MembershipFactory(coordinator=True)
    slot = publish(stage)
    notice = Notification.objects.get(kind="slot.published")
    assert (slot.state, slot.published_at, slot.confirmed_at) == (
        SlotState.PUBLISHED,
        slot.published_at,
        slot.published_at,
    )
    assert notice.reader == stage.coordinator.user
    assert str(slot.partner) in notice.subject
    assert SlotTransition.objects.get(thing=slot).by == stage.lead.user


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"starts_on": None}, "no dates"),
        ({"ends_on": None}, "no dates"),
        ({"apply_by": None}, "no deadline"),
        ({"places": 0}, "no places"),
        ({"supervisor": None}, "Nobody answers"),
    ],
)
def test_publish_slot_says_what_is_missing_and_changes_nothing(stage, changes, reason):
    Slot.objects.filter(pk=stage.slot.pk).update(**changes)
    with pytest.raises(Refusal, match=reason):
        publish(stage)
    stage.slot.refresh_from_db()
    assert (stage.slot.state, SlotTransition.objects.count()) == (SlotState.DRAFT, 0)


def test_publish_slot_without_objectives_is_refused(stage):
    Objective.objects.all().delete()
    with pytest.raises(Refusal, match="no learning objectives"):
        publish(stage)


def test_publish_slot_with_a_deadline_on_the_first_day_is_refused(stage):
    Slot.objects.filter(pk=stage.slot.pk).update(apply_by=clock.now() + timedelta(days=61))
    with pytest.raises(Refusal, match="could still apply when it has begun"):
        publish(stage)


def test_publish_slot_after_its_deadline_is_refused(stage):
    Slot.objects.filter(pk=stage.slot.pk).update(apply_by=clock.now() - timedelta(minutes=1))
    with pytest.raises(Refusal, match="deadline has passed"):
        publish(stage)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": AgreementState.DRAFT},
        {"state": AgreementState.TERMINATED},
        {"ends_on": a_day(149)},
        {"starts_on": a_day(61)},
    ],
)
def test_publish_slot_without_an_agreement_over_its_dates_is_refused(stage, changes):
    type(stage.agreement).objects.filter(pk=stage.agreement.pk).update(**changes)
    with pytest.raises(Refusal, match="No signed agreement"):
        publish(stage)


def test_publish_slot_whose_agreement_is_to_follow(stage):
    stage.agreement.delete()
    Slot.objects.filter(pk=stage.slot.pk).update(agreement_follows=True)
    assert publish(stage).state == SlotState.PUBLISHED


def test_a_department_that_can_be_written_to_answers_for_a_slot_without_supervisor(stage):
    Slot.objects.filter(pk=stage.slot.pk).update(supervisor=None)
    stage.slot.department.contact_email = "ward@hospital.example"
    stage.slot.department.save()
    assert publish(stage).state == SlotState.PUBLISHED


def test_a_supervisor_who_has_left_does_not_answer_for_a_slot(stage):
    stage.slot.supervisor.end(clock.now())
    with pytest.raises(Refusal, match="Nobody answers"):
        publish(stage)


def test_the_database_refuses_to_show_an_incomplete_slot(stage):
    with pytest.raises(IntegrityError, match="slot_that_is_shown_is_complete"), transaction.atomic():
        Slot.objects.filter(pk=stage.slot.pk).update(state=SlotState.PUBLISHED, apply_by=None)


@pytest.mark.parametrize("who", ["lead", "coordinator", "supervisor"])
def test_nobody_but_the_partners_lead_publishes(stage, who):
    other = MembershipFactory(**{who: True})
    with pytest.raises(NotAllowed):
        moves.publish_slot(slot_id=stage.slot.pk, by=other.as_actor(), now=clock.now())


def test_publishing_twice_is_refused_in_words(stage):
    publish(stage)
    with pytest.raises(Refusal, match="Published"):
        publish(stage)


@pytest.mark.parametrize(
    ("service", "states"),
    [
        (moves.pause_slot, {SlotState.PUBLISHED}),
        (moves.resume_slot, {SlotState.PAUSED}),
        (moves.close_slot, {SlotState.PUBLISHED, SlotState.PAUSED}),
        (moves.archive_slot, {SlotState.CLOSED}),
        (services.confirm_slot, {SlotState.PUBLISHED}),
    ],
)
@pytest.mark.parametrize("state", SlotState.values)
def test_acts_on_a_slot_start_where_they_may(stage, service, states, state):
    Slot.objects.filter(pk=stage.slot.pk).update(state=state, confirmed_at=clock.now())
    act = {"slot_id": stage.slot.pk, "by": stage.lead.as_actor(), "now": clock.now()}
    if state in states:
        assert service(**act).pk == stage.slot.pk
    else:
        with pytest.raises(Refusal):
            service(**act)


def test_a_move_from_the_wrong_state_is_illegal_whatever_the_policy_says(stage):
    with pytest.raises(IllegalMove):
        moves._move(stage.slot, next(move for move in SLOT_MOVES if move.name == "resume"), by=CLOCK, now=clock.now())


def test_every_move_of_a_slot_has_its_entry_in_told_about():
    assert set(SLOT_TOLD_ABOUT) == {move.name for move in SLOT_MOVES}


def test_archive_waits_until_everybody_has_an_answer():
    stage = a_stage(state=SlotState.CLOSED)
    stage.application(submitted=True)
    with pytest.raises(Refusal, match="1 application still waits"):
        moves.archive_slot(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now())


def test_edit_slot_below_what_is_held_is_refused_beside_the_number():
    stage = a_stage(places=3)
    stage.application(offered=True)
    stage.application(accepted=True)
    with pytest.raises(Refusal, match="2 places are held") as refused:
        edit(stage, places=1)
    stage.slot.refresh_from_db()
    assert (refused.value.field, stage.slot.places) == ("places", 3)


def test_edit_slot_below_what_is_kept_and_held_is_refused():
    stage = a_stage(places=3)
    stage.application(offered=True)
    AllotmentFactory(slot=stage.slot, institute=MembershipFactory(coordinator=True).institute, places=2)
    with pytest.raises(Refusal, match="2 places are kept for institutes, and 1 of the others"):
        edit(stage, places=2)


@pytest.mark.parametrize(
    "changes", [{"starts_on": a_day(70)}, {"ends_on": a_day(140)}, {"full_time": False}, {"required_hours": 1}]
)
def test_edit_slot_keeps_what_students_hold_places_by(changes):
    stage = a_stage()
    ObjectiveFactory(slot=stage.slot)
    stage.application(offered=True)
    with pytest.raises(Refusal, match="so they stay") as refused:
        edit(stage, **changes)
    assert refused.value.field == next(iter(changes))


def test_edit_slot_that_students_see_keeps_it_complete(stage):
    publish(stage)
    stage.slot.refresh_from_db()
    with pytest.raises(Refusal, match="Nobody answers"):
        edit(stage, supervisor=None)


def test_edit_slot_changes_the_words_and_raises_the_version(stage):
    slot = edit(stage, title="Ultrasound", shown_version=1)
    assert (slot.title, slot.version) == ("Ultrasound", 2)
    with pytest.raises(Stale):
        edit(stage, title="Too late", shown_version=1)


def test_edit_slot_after_it_was_closed_is_refused(stage):
    Slot.objects.filter(pk=stage.slot.pk).update(state=SlotState.CLOSED, confirmed_at=clock.now())
    with pytest.raises(Refusal, match="does not change"):
        edit(stage)


@pytest.mark.parametrize("service", ["write", "edit"])
def test_a_department_of_another_partner_is_refused(stage, service):
    write = partial(services.write_slot, by=stage.lead.as_actor(), now=clock.now(), title="Ours", city="Karachi")
    act = write if service == "write" else partial(edit, stage)
    with pytest.raises(Refusal, match="another organisation"):
        act(department=DepartmentFactory())


def test_copy_slot_takes_the_words_and_leaves_the_dates(stage):
    AllotmentFactory(slot=stage.slot, institute=stage.institute)
    copy = copy_slot(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now())
    assert (copy.title, copy.places, copy.state) == (stage.slot.title, stage.slot.places, SlotState.DRAFT)
    assert (copy.starts_on, copy.apply_by, copy.allotments.count()) == (None, None, 0)
    assert [o.text for o in copy.objectives.all()] == [o.text for o in stage.slot.objectives.all()]


def test_visible_to_shows_a_draft_to_its_own_lead_and_supervisor_alone(stage):
    public = SlotFactory()

    def seen(membership):
        return set(Slot.objects.visible_to(membership.as_actor()))

    assert seen(stage.lead) == {stage.slot, public}
    assert seen(stage.slot.supervisor) == {stage.slot, public}
    for stranger in ("lead", "supervisor", "coordinator", "student", "viewer"):
        assert seen(MembershipFactory(**{stranger: True})) == {public}


def test_a_slot_that_is_not_public_is_seen_by_institutes_and_not_by_other_partners():
    stage = a_stage(is_public=False)

    def sees(membership):
        return Slot.objects.visible_to(membership.as_actor()).filter(pk=stage.slot.pk).exists()

    assert [sees(stage.coordinator), sees(MembershipFactory(lead=True)), sees(MembershipFactory(supervisor=True))] == [
        True,
        False,
        False,
    ]


def test_checks_name_each_thing_once(stage):
    assert [bool(check.verdict) for check in policies.checks(stage.slot)] == [True] * 6
