"""The words that a new portal begins with, and the window that administrators have on slots."""

import pytest
from django.urls import reverse

from placements.models import Slot
from placements.services.catalogue import load_starters
from tests.factories.accounts import UserFactory
from tests.factories.placements import ObjectiveFactory
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


def test_load_starters_adds_once_and_leaves_what_was_edited():
    load_starters()
    objective = ObjectiveFactory()
    load_starters()
    counts = [
        Slot.track.field.related_model.objects.count(),
        type(objective.competency).objects.exclude(pk=objective.competency_id).count(),
    ]
    assert counts == [10, 30]


@pytest.mark.parametrize("noun", ["slot", "track", "competency", "scale"])
def test_the_admin_shows_each_noun(client, noun):
    load_starters()
    stage = a_stage()
    ObjectiveFactory(slot=stage.slot)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    rows = {"slot": stage.slot}
    row = rows.get(noun) or stage.slot._meta.apps.get_model("placements", noun).objects.first()
    for address in (
        reverse(f"admin:placements_{noun}_changelist") + "?q=a",
        reverse(f"admin:placements_{noun}_change", args=[row.pk]),
    ):
        assert client.get(address).status_code == 200


def test_the_admin_changes_no_place_date_or_state_of_a_slot(client):
    stage = a_stage()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    form = client.get(reverse("admin:placements_slot_change", args=[stage.slot.pk])).context["adminform"].form
    assert sorted(form.fields) == [
        "city",
        "hands_on",
        "language",
        "report_to",
        "setting",
        "shifts",
        "specialty",
        "statement_points",
        "summary",
        "title",
        "track",
    ]
