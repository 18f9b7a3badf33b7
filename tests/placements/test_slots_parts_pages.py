"""Pages of a slot's objectives and kept places, all of them without a script."""

import pytest
from django.urls import reverse

from placements.services.catalogue import load_starters
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import CompetencyFactory, ObjectiveFactory
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db

SENT = {"idempotency_key": "one"}  # what a form without fields sends


@pytest.fixture
def stage(client):
    """A published slot whose lead is signed in."""
    stage = a_stage()
    stage.slot.supervisor = MembershipFactory(supervisor=True, partner=stage.slot.partner)
    stage.slot.save()
    ObjectiveFactory(slot=stage.slot)
    client.force_login(stage.lead.user)
    return stage


class TestObjectivePages:
    def order(self, stage):
        return [objective.text for objective in stage.slot.objectives.all()]

    def test_one_is_added_moved_worded_anew_and_removed_without_a_script(self, client, stage):
        first = self.order(stage)[0]
        pages = reverse("slot_objectives", args=[stage.slot.pk])
        competency = CompetencyFactory()
        client.post(pages, {"text": "Write a report", "competency": competency.pk})
        second = stage.slot.objectives.last()
        client.post(reverse("slot_objective_move", args=[stage.slot.pk, second.pk]), {"direction": "up"})
        assert self.order(stage) == ["Write a report", first]
        edit = reverse("slot_objective_edit", args=[stage.slot.pk, second.pk])
        assert 'value="Write a report"' in client.get(edit).content.decode()
        assert client.post(edit, {"text": "Dictate a report", "competency": competency.pk}).url == pages
        remove = reverse("slot_objective_remove", args=[stage.slot.pk, second.pk])
        assert "Dictate a report" in client.get(remove).content.decode()
        assert client.post(remove, SENT).url == pages
        assert self.order(stage) == [first]

    def test_a_strange_direction_moves_nothing(self, client, stage):
        ObjectiveFactory(slot=stage.slot)
        before = self.order(stage)
        client.post(
            reverse("slot_objective_move", args=[stage.slot.pk, stage.slot.objectives.last().pk]), {"direction": "left"}
        )
        assert self.order(stage) == before

    def test_they_are_locked_with_a_reason_when_somebody_holds_a_place(self, client, stage):
        stage.application(offered=True)
        page = client.get(reverse("slot_objectives", args=[stage.slot.pk]))
        assert (page.status_code, "Copy the slot" in page.content.decode()) == (409, True)

    def test_competencies_stand_in_their_frameworks(self, client, stage):
        load_starters()
        form = client.get(reverse("slot_objectives", args=[stage.slot.pk])).context["form"]
        assert [name for name, _members in form.fields["competency"].choices][1:] == [
            "ACGME",
            "CanMEDS",
            "Health information",
            "Soft skills",
        ]


class TestAllotmentPages:
    def test_places_are_kept_for_an_institute_with_an_agreement_and_opened_again(self, client, stage):
        address = reverse("slot_allotments", args=[stage.slot.pk])
        client.post(address, {"institute": stage.institute.pk, "places": 2})
        allotment = stage.slot.allotments.get()
        assert (allotment.institute, allotment.places) == (stage.institute, 2)
        remove = reverse("slot_allotment_remove", args=[stage.slot.pk, allotment.pk])
        assert client.get(remove).status_code == 200
        assert client.post(remove, SENT).url == address
        assert not stage.slot.allotments.exists()

    def test_institutes_without_an_agreement_are_not_offered(self, client, stage):
        MembershipFactory(coordinator=True)
        form = client.get(reverse("slot_allotments", args=[stage.slot.pk])).context["form"]
        assert list(form.fields["institute"].queryset) == [stage.institute]

    def test_more_than_there_are_is_refused_beside_the_number(self, client, stage):
        page = client.post(
            reverse("slot_allotments", args=[stage.slot.pk]), {"institute": stage.institute.pk, "places": 9}
        )
        assert "2 places are left to keep." in str(page.context["form"].errors["places"])
