"""What a lead says on the phone about calls and interest, recorded by the office: marked, told, and open to objection."""

import pytest

from core import clock
from core.actor import Via
from institutions.models import Interest, PartnerInterest, Recording
from institutions.services.recordings import object_to_recording, withdraw_recording
from notifications.models import Notification
from placements.models import Call, CallAnswer, Slot
from placements.services.slots import edit_slot
from placements.states import SlotState
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import MembershipFactory, a_day
from tests.pages.recording import address, sent
from tests.placements.office import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office()


def test_an_answer_is_recorded_from_a_call_and_marked_in_the_table(office):
    said = {"interest": "interested", "places": 6, "note": "Nights too."}
    page = sent("call-answer", office.answer, office.coordinator, office.lead, phone=True, **said)
    office.answer.refresh_from_db()
    answer, recording = office.answer, Recording.objects.get()
    assert (page.status_code, page["Location"]) == (302, office.call.get_absolute_url())
    assert (answer.interest, answer.places, answer.via, answer.answered_by, answer.recording) == (
        Interest.INTERESTED,
        6,
        Via.PHONE,
        office.lead.user,
        recording,
    )
    assert (recording.by, recording.person) == (office.coordinator.user, office.lead.user)
    assert f"recorded by {office.coordinator.user.name}" in signed_in(office.coordinator).get(page["Location"]).text
    assert Notification.objects.filter(reader=office.lead.user, kind__startswith="recording").count() == 1


def test_a_recorded_answer_that_says_all_a_slot_needs_is_the_leads_draft_slot(office):
    said = {"places": 6, "department": office.department().pk, "earliest": a_day(100).isoformat()}
    sent("call-answer", office.answer, office.coordinator, office.lead, phone=True, interest="interested", **said)
    office.answer.refresh_from_db()
    slot = office.answer.slot
    assert (slot.partner, slot.state, slot.places) == (office.lead.partner, SlotState.DRAFT, 6)
    notice = Notification.objects.get(kind="call.draft")
    assert (notice.reader, notice.path) == (office.lead.user, slot.get_absolute_url())


@pytest.mark.parametrize("touched", [False, True])
def test_an_objection_takes_the_draft_back_where_nobody_has_written_in_it(office, touched):
    said = {"places": 6, "department": office.department().pk, "earliest": a_day(100).isoformat()}
    sent("call-answer", office.answer, office.coordinator, office.lead, phone=True, interest="interested", **said)
    office.answer.refresh_from_db()
    slot, by, now = office.answer.slot, office.partner, clock.now()
    if touched:
        edit_slot(slot_id=slot.pk, by=by, now=now, department=slot.department, places=slot.places, title="Ours now")
    recording = Recording.objects.get()
    object_to_recording(recording_id=recording.pk, by=by, now=now, reason="This was not us.")
    office.answer.refresh_from_db()
    assert (office.answer.slot is None, Slot.objects.filter(pk=slot.pk).exists()) == (not touched, touched)
    (notice,) = Notification.objects.filter(kind__in=["call.draft_gone", "call.draft_stays"])
    assert (notice.reader, notice.kind) == (office.lead.user, "call.draft_stays" if touched else "call.draft_gone")


SAID_BEFORE = {
    "nothing": ("", 0),
    "by the lead": (Interest.LOOKING, 4),
    "on the phone, and it holds": (Interest.LOOKING, 4),
}


@pytest.mark.parametrize("before", SAID_BEFORE)
def test_a_withdrawn_answer_counts_no_more_and_what_was_said_before_does(office, before):
    interest, places = SAID_BEFORE[before]
    if before == "by the lead":
        office.answers(interest, places=places)
    elif interest:
        sent(
            "call-answer", office.answer, office.coordinator, office.lead, phone=True, interest=interest, places=places
        )
    for wrong in (6, 7):
        sent(
            "call-answer",
            office.answer,
            office.coordinator,
            office.lead,
            phone=True,
            interest="interested",
            places=wrong,
        )
    for recording in Recording.objects.filter(words__contains="Interested").order_by("-pk"):
        withdraw_recording(recording_id=recording.pk, by=office.by, now=clock.now(), reason="They did not say so.")
    office.answer.refresh_from_db()
    assert (office.answer.interest, office.answer.places) == (interest, places)
    assert (office.answer.answered_at is None) == (before == "nothing")
    shown = signed_in(office.coordinator).get(office.call.get_absolute_url())
    assert shown.context["totals"]["promised"] == places
    counted = Call.objects.with_counts().get(pk=office.call.pk)
    assert (counted.promised, counted.silent) == (places, int(before == "nothing"))


def test_a_slot_under_way_outlives_the_withdrawn_answer_as_the_partners_own(office):
    said = {"places": 6, "department": office.department().pk, "earliest": a_day(100).isoformat()}
    sent("call-answer", office.answer, office.coordinator, office.lead, phone=True, interest="interested", **said)
    slot = Slot.objects.get()
    ours = {"department": slot.department, "places": slot.places, "title": "Ours now"}
    edit_slot(slot_id=slot.pk, by=office.partner, now=clock.now(), **ours)
    recording = Recording.objects.get()
    withdraw_recording(recording_id=recording.pk, by=office.by, now=clock.now(), reason="They did not say so.")
    office.answer.refresh_from_db()
    assert (office.answer.slot, office.answer.places, Slot.objects.get()) == (None, 0, slot)


def test_the_table_offers_to_record_what_silent_partners_say(office):
    shown = signed_in(office.coordinator).get(office.call.get_absolute_url()).text
    assert address("call-answer", office.answer.pk) in shown
    office.answers(Interest.FULL)
    shown = signed_in(office.coordinator).get(office.call.get_absolute_url()).text
    assert address("call-answer", office.answer.pk) not in shown


@pytest.mark.parametrize("who", ["coordinator", "lead", "viewer"])
def test_nobody_else_records_an_answer(office, who):
    stranger = MembershipFactory(**{who: True})
    assert sent("call-answer", office.answer, stranger, office.lead, phone=True, interest="full").status_code == 404
    assert CallAnswer.objects.filter(answered_at=None).count() == 1


def test_how_a_partner_stands_is_recorded_from_a_call(office):
    sent("interest", office.lead.partner, office.coordinator, office.lead, phone=True, interest="not_now")
    row = PartnerInterest.objects.get()
    assert (row.interest, row.via, row.said_by, row.recording) == (
        Interest.NOT_NOW,
        Via.PHONE,
        office.lead.user,
        Recording.objects.get(),
    )
