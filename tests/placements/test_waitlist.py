"""The waiting list moves by itself whenever places are added, by whatever act."""

import pytest
from django.urls import reverse

from core import clock
from placements.services.slots import edit_slot
from placements.services.slots_allotments import keep_places
from placements.states import ApplicationState
from tests.factories.institutions import InstituteFactory
from tests.factories.placements import AllotmentFactory, ObjectiveFactory
from tests.factories.selection import QuotaGroupFactory
from tests.placements.offering import held, states
from tests.placements.panel import a_panel
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db
A = ApplicationState


def raise_places(stage, places):
    ObjectiveFactory(slot=stage.slot)
    stage.slot.department.contact_email = "radiology@hospital.example"
    stage.slot.department.save()
    fields = {name: getattr(stage.slot, name) for name in ("department", "starts_on", "ends_on", "full_time", "kind")}
    return edit_slot(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now(), places=places, **fields)


def test_each_place_that_is_added_goes_to_the_next_who_waits():
    stage = a_stage(places=1)
    stage.application(offered=True)
    waiting = [stage.application(waitlisted=True) for _ in range(3)]
    raise_places(stage, 3)
    assert (states(*waiting), held(stage.slot)) == ([A.OFFERED, A.OFFERED, A.WAITLISTED], 3)


def test_no_position_is_shown_where_places_are_kept_for_groups(client):
    panel = a_panel()
    waiting = panel.application(waitlisted=True)
    client.force_login(waiting.student.user)
    pages = [waiting.get_absolute_url(), reverse("application_list")]
    assert ["umber 1" in client.get(page).text for page in pages] == [True, True]
    QuotaGroupFactory(selection=panel.selection, name="Own college")
    assert ["umber 1" in client.get(page).text for page in pages] == [False, False]
    assert "Some places here are kept for groups" in client.get(pages[0]).text


def test_places_that_stay_or_go_down_offer_nothing():
    """A lead may keep places back while somebody waits: only an act that adds some moves the list."""
    stage = a_stage(places=3)
    waiting = stage.application(waitlisted=True)
    for places in (3, 2):
        raise_places(stage, places)
    assert states(waiting) == [A.WAITLISTED]


def test_kept_places_that_are_fewer_go_to_who_waits_for_an_open_one():
    stage = a_stage(places=2)
    other = InstituteFactory()
    AllotmentFactory(slot=stage.slot, institute=other, places=2)
    waiting = [stage.application(waitlisted=True) for _ in range(2)]
    keep_places(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now(), institute=other, places=1)
    assert states(*waiting) == [A.OFFERED, A.WAITLISTED]


def test_more_kept_places_go_to_that_institutes_students():
    stage = a_stage(places=3)
    AllotmentFactory(slot=stage.slot, institute=stage.institute, places=1)
    stage.application(offered=True)
    waiting = stage.application(waitlisted=True)
    keep_places(slot_id=stage.slot.pk, by=stage.lead.as_actor(), now=clock.now(), institute=stage.institute, places=2)
    assert states(waiting) == [A.OFFERED]
