"""Days that are taken: what is not sent again, written on or offered for them."""

import pytest
from django.urls import reverse

from placements.policies.stays import beside, excludes
from tests.factories.institutions import a_day
from tests.factories.placements import ApplicationFactory, PlacementFactory, SlotFactory
from tests.placements.stage import a_stage, in_days

pytestmark = pytest.mark.django_db
AGAIN = "Change it and send it again"


@pytest.mark.parametrize(
    ("other", "is_excluded"),
    [({}, True), ({"full_time": False}, False), ({"starts_on": a_day(151), "ends_on": a_day(200)}, False)],
)
def test_two_full_time_slots_that_meet_exclude_each_other_in_rows_and_in_the_database(stage, other, is_excluded):
    application = ApplicationFactory(slot=SlotFactory(**other), submitted=True)
    rows = type(application).objects.filter(pk=application.pk)
    assert (excludes(stage.slot, application.slot), beside(stage.slot, rows).exists()) == (is_excluded, is_excluded)


def test_a_draft_without_days_excludes_nothing(stage):
    assert not excludes(stage.slot, SlotFactory(starts_on=None, ends_on=None, draft=True))


@pytest.mark.parametrize("state", ["not_endorsed", "withdrawn"])
def test_what_came_back_is_not_offered_to_be_sent_again_for_days_that_are_taken(client, stage, state):
    application = stage.application(submitted=True, state=state)
    client.force_login(application.student.user)
    pages = [application.get_absolute_url(), reverse("application_list")]
    assert AGAIN in client.get(pages[0]).text
    assert (AGAIN in client.get(pages[1]).text) == (state == "not_endorsed")
    placement = PlacementFactory(application__student=application.student, confirmed=True)
    shown = [client.get(page).text for page in pages]
    assert [AGAIN in page for page in shown] == [False, False]
    assert f"You have a full-time place on some of these days: {placement.partner}" in shown[0]


def test_what_came_back_says_nothing_of_the_days_once_the_slot_is_closed(client, stage):
    application = stage.application(submitted=True, state="withdrawn")
    PlacementFactory(application__student=application.student, confirmed=True)
    type(stage.slot).objects.filter(pk=stage.slot.pk).update(state="closed")
    client.force_login(application.student.user)
    assert "on some of these days" not in client.get(application.get_absolute_url()).text


def test_a_draft_is_written_on_while_its_slot_takes_applications(client):
    stage = a_stage(apply_by=in_days(5))
    draft = stage.application(statement="So far.")
    client.force_login(draft.student.user)
    address = reverse("application_start", args=[stage.slot.pk])
    assert address in client.get(draft.get_absolute_url()).text
    type(stage.slot).objects.filter(pk=stage.slot.pk).update(state="closed")
    page = client.get(draft.get_absolute_url()).text
    assert (address in page, "So far." in page) == (False, True)
