"""An internship that students applied for does not become another one in silence, nor at all where they hold places."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.errors import Refusal
from core.words import day
from notifications.models import Notification
from tests.factories.placements import ObjectiveFactory, SlotFactory
from tests.factories.references import ReferenceFactory
from tests.placements.stage import a_stage, in_days
from tests.placements.test_slots import edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    """A published slot with everything it needs."""
    stage = a_stage(stipend=5000, asks_for_endorsement=True)
    ObjectiveFactory(slot=stage.slot)
    stage.slot.department.contact_email = "radiology@hospital.example"
    stage.slot.department.save()
    return stage


def told():
    return {row.reader: row.body for row in Notification.objects.filter(kind="application.terms")}


def test_everybody_who_applied_reads_what_was_and_what_is(stage):
    waiting = stage.application(submitted=True)
    stage.application()  # a draft reads it on the page
    stage.application(submitted=True, state="withdrawn")
    stage.application(submitted=True, slot=SlotFactory(partner=stage.slot.partner))
    later = stage.slot.starts_on + timedelta(days=30)
    was = day(stage.slot.starts_on)
    edit(stage, summary="Only the text.")
    assert told() == {}
    stage.slot.refresh_from_db()
    edit(stage, starts_on=later, ends_on=later + timedelta(days=60), stipend=0)
    (body,) = told().values()
    assert (set(told()), f"– First day: {was} → {day(later)}" in body, "– Rupees a month: 5000 → 0" in body) == (
        {waiting.student.user},
        True,
        True,
    )
    assert ("Title" in body, "you may withdraw" in body) == (False, True)


def test_each_change_is_told_on_its_own(stage):
    stage.application(submitted=True)
    for hours in (30, 36):
        edit(stage, weekly_hours=hours)
        stage.slot.refresh_from_db()
    assert Notification.objects.filter(kind="application.terms").count() == 2


def test_more_references_and_documents_are_told_and_the_application_says_what_it_lacks(stage, client):
    application = stage.application(submitted=True)
    client.force_login(application.student.user)
    lacking = "2 references are still to be asked for."
    assert lacking not in client.get(application.get_absolute_url()).text
    edit(stage, references_asked=3, documents_asked=["transcript"])
    (body,) = told().values()
    assert ("– References: 0 → 3" in body, "– Documents: – → Transcript" in body) == (True, True)
    ReferenceFactory(asked=True, student=application.student, uses=[application])
    assert lacking in client.get(application.get_absolute_url()).text
    for _ in range(2):
        ReferenceFactory(asked=True, student=application.student, uses=[application])
    assert "still to be asked for" not in client.get(application.get_absolute_url()).text
    client.force_login(stage.lead.user)
    assert "still to be asked for" not in client.get(application.get_absolute_url()).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"weekly_hours": 60}, "weekly_hours"), ({"stipend": 0}, "stipend"), ({"ends_on": None}, "ends_on")],
)
def test_terms_on_which_students_hold_places_stay(stage, changes, field):
    stage.application(offered=True)
    with pytest.raises(Refusal, match="Students hold places on these terms") as caught:
        edit(stage, **changes)
    assert (caught.value.field, told()) == (field, {})


def test_a_stipend_may_rise_and_who_holds_a_place_hears_of_it(stage):
    offered = stage.application(offered=True)
    edit(stage, stipend=8000)
    assert set(told()) == {offered.student.user}


def test_a_deadline_does_not_move_into_the_past_and_the_endorsement_stays_as_it_was_asked(stage):
    with pytest.raises(Refusal, match="This moment has passed") as caught:
        edit(stage, apply_by=in_days(-6))
    assert caught.value.field == "apply_by"
    edit(stage, asks_for_endorsement=False)
    stage.slot.refresh_from_db()
    stage.application(submitted=True)
    with pytest.raises(Refusal, match="this stays"):
        edit(stage, asks_for_endorsement=True)


def test_a_lead_reads_how_many_are_told_before_changing_anything(client, stage):
    client.force_login(stage.lead.user)
    address = reverse("slot_edit", args=[stage.slot.pk])
    assert "applied for it" not in client.get(address).text
    stage.application(submitted=True)
    assert "1 student has applied for it" in client.get(address).text
