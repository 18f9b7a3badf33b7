"""What the clock does with slots that nobody confirms."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import CLOCK
from core.errors import Refusal
from notifications.models import Notification
from notifications.reminders import remind
from placements.services import slots as services
from placements.services import slots_moves as moves
from placements.states import SlotState
from placements.sweeps.slots import sweep_slots
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "state"), [(59, SlotState.PUBLISHED), (60, SlotState.PAUSED)])
def test_sweep_slots_pauses_what_nobody_confirmed_for_sixty_days(days, state):
    stage = a_stage(confirmed_at=clock.now() - timedelta(days=days))
    sweep_slots()
    stage.slot.refresh_from_db()
    assert stage.slot.state == state


def test_sweep_slots_tells_the_leads_once():
    stage = a_stage(confirmed_at=clock.now() - timedelta(days=61))
    assert (sweep_slots(), sweep_slots()) == (1, 0)
    assert Notification.objects.get(kind="slot.paused").reader == stage.lead.user


def test_a_lead_who_pauses_by_hand_is_not_told():
    stage = a_stage()
    moves.pause_slot(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now())
    assert not Notification.objects.filter(kind="slot.paused").exists()


def test_a_slot_past_its_deadline_is_left_alone():
    a_stage(confirmed_at=clock.now() - timedelta(days=99), apply_by=clock.now() - timedelta(days=1))
    assert sweep_slots() == 0


def test_the_clock_does_not_pause_what_was_confirmed_meanwhile():
    stage = a_stage()
    with pytest.raises(Refusal, match="not long ago"):
        moves.pause_slot(slot_id=stage.slot.pk, by=CLOCK, now=clock.now())


def test_confirm_slot_begins_the_sixty_days_anew():
    stage = a_stage(confirmed_at=clock.now() - timedelta(days=59))
    now = clock.now()
    assert services.confirm_slot(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=now).confirmed_at == now


@pytest.mark.parametrize(("days", "asked"), [(49, 0), (51, 1), (59, 1), (61, 0)])
def test_the_leads_are_asked_once_in_the_last_ten_days(days, asked):
    a_stage(confirmed_at=clock.now() - timedelta(days=days))
    remind(now=clock.now())
    remind(now=clock.now() + timedelta(hours=1))
    assert Notification.objects.filter(kind="slot.unconfirmed").count() == asked
