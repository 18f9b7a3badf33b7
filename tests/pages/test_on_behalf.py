"""Recording from paper or phone: every act of the table through its page, marked wherever it counts, and refused to everybody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from config.on_behalf.table import ACTS
from core import clock
from core.actor import Via
from evaluations.models import Evaluation
from evaluations.services.letters import ask_letter
from evaluations.states import EvaluationState, LetterState
from institutions.models import Agreement, Recording
from institutions.services.agreements import send_agreement
from institutions.states import AgreementState
from placements.models import (
    Application,
    ChecklistTick,
    FeedbackNote,
    HoursEntry,
    ObjectiveConfirmation,
    Placement,
    Slot,
)
from placements.states import ApplicationState, HoursState, PlacementState
from placements.states_attendance import ShiftState
from tests.evaluations.clinic import a_clinic, signed_in
from tests.factories.attendance import AbsenceFactory, PlannedShiftFactory
from tests.factories.institutions import AgreementFactory, MembershipFactory
from tests.factories.placements import ChecklistItemFactory, HoursEntryFactory, ObjectiveFactory
from tests.pages.recording import address, errors, sent
from tests.placements.listing import a_list, names
from tests.placements.stage import a_stage
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def test_hours_are_approved_from_a_sheet():
    ward = a_ward()
    entries = [HoursEntryFactory(placement=ward.placement) for _each in range(2)]
    page = sent("hours-approve", ward.placement, ward.coordinator, ward.supervisor, entry_ids=[e.pk for e in entries])
    recording = Recording.objects.get()
    assert (page.status_code, page["Location"]) == (302, ward.placement.get_absolute_url())
    assert set(HoursEntry.objects.values_list("state", "recording")) == {(HoursState.APPROVED, recording.pk)}
    assert (recording.person, recording.scan.name, recording.words.count("8 h")) == (
        ward.supervisor.user,
        "sheet.jpg",
        2,
    )


def test_one_shift_goes_back_from_a_call():
    ward = a_ward()
    entry = HoursEntryFactory(placement=ward.placement)
    said = {"entry_id": entry.pk, "reason": "She left at two."}
    sent("hours-return", ward.placement, ward.lead, ward.supervisor, phone=True, **said)
    entry.refresh_from_db()
    assert (entry.state, entry.reason, entry.recording.source) == (HoursState.RETURNED, "She left at two.", "phone")


def test_a_make_up_shift_is_agreed_on_a_call():
    ward = a_ward()
    absence = AbsenceFactory(placement=ward.placement)
    shift = PlannedShiftFactory(placement=ward.placement, absence=absence, proposed=True)
    sent("shift-agree", ward.placement, ward.coordinator, ward.supervisor, phone=True, shift_id=shift.pk)
    row = shift.transitions.get()
    assert (row.to_state, row.by, row.recording.source) == (ShiftState.AGREED, ward.supervisor.user, "phone")


@pytest.mark.parametrize("who", ["supervisor", "lead"])
def test_the_arrival_is_recorded_for_the_supervisor_or_the_lead(who):
    ward = a_ward(confirmed=True)
    placement = ward.placement
    Placement.objects.filter(pk=placement.pk).update(starts_on=clock.today() - timedelta(days=1))
    sent("arrival", placement, ward.coordinator, getattr(ward, who), arrived_on=clock.today().isoformat(), note="Badge")
    row = ward.fresh().transitions.latest("pk")
    assert (ward.placement.state, row.via, row.by) == (PlacementState.ACTIVE, Via.PAPER, getattr(ward, who).user)


def test_objectives_are_confirmed_at_the_levels_of_the_sheet():
    ward = a_ward()
    first, second = (ObjectiveFactory(slot=ward.placement.slot) for _each in range(2))
    said = {f"objective_{first.pk}": 4, f"objective_{second.pk}": ""}
    sent("objectives", ward.placement, ward.coordinator, ward.supervisor, **said)
    word = ObjectiveConfirmation.objects.get()
    assert (word.objective, word.level.rank, word.by, word.recording.source) == (
        first,
        4,
        ward.supervisor.user,
        "paper",
    )


def test_a_sheet_without_any_level_is_not_recorded():
    ward = a_ward()
    ObjectiveFactory(slot=ward.placement.slot)
    page = sent("objectives", ward.placement, ward.coordinator, ward.supervisor)
    assert errors(page)[1] == {"__all__": ["Give at least one objective a level."]}
    assert list(Recording.objects.all()) == []


def test_a_feedback_note_is_recorded_with_its_kind():
    ward = a_ward()
    said = {"kind": "strength", "text": "Calm with anxious patients."}
    sent("feedback", ward.placement, ward.coordinator, ward.supervisor, phone=True, **said)
    note = FeedbackNote.objects.get()
    assert (note.kind, note.by, note.recording.caller) == ("strength", ward.supervisor.user, "Dr Mirza")


def test_a_supervisor_is_named_for_the_lead():
    ward = a_ward()
    colleague = MembershipFactory(supervisor=True, partner=ward.placement.partner)
    sent("supervisor", ward.placement, ward.coordinator, ward.lead, phone=True, supervisor=colleague.pk)
    assert ward.fresh().supervisor == colleague
    assert Recording.objects.get().words == colleague.user.name


def test_an_evaluation_is_submitted_from_its_sheet_and_says_so():
    clinic = a_clinic()
    answers = {f"c{criterion.pk}": "unseen" for criterion in clinic.evaluation.instrument.criteria.all()}
    evaluator = clinic.fresh().evaluator
    sent("evaluation", clinic.evaluation, clinic.ward.coordinator, evaluator, comment="Ready.", **answers)
    evaluation = clinic.fresh()
    assert (evaluation.state, evaluation.via, evaluation.comment) == (EvaluationState.SUBMITTED, Via.PAPER, "Ready.")
    text = signed_in(clinic.ward.student).get(evaluation.get_absolute_url()).text
    assert "from paper" in text


def test_the_office_does_not_read_what_the_evaluator_kept_as_a_draft():
    clinic = a_clinic()
    Evaluation.objects.filter(pk=clinic.pk).update(comment="Between us: hesitant.")
    page = signed_in(clinic.ward.coordinator).get(address("evaluation", clinic.pk))
    assert (page.status_code, "hesitant" in page.text) == (200, False)


def an_agreement():
    """An agreement with its partner, the coordinator who sent it, and the lead who is asked."""
    coordinator, lead = MembershipFactory(coordinator=True), MembershipFactory(lead=True)
    agreement = AgreementFactory(institute=coordinator.institute, partner=lead.partner)
    send_agreement(agreement_id=agreement.pk, by=coordinator.as_actor(), now=clock.now())
    return agreement, coordinator, lead


def test_a_signature_on_paper_is_recorded_on_the_agreements_own_page():
    agreement, coordinator, lead = an_agreement()
    page = sent("agreement-sign", agreement, coordinator, lead)
    assert (page.status_code, page.url) == (302, f"/agreements/{agreement.pk}/paper/")
    agreement.refresh_from_db()
    assert (agreement.state, Recording.objects.count()) == (AgreementState.WITH_PARTNER, 0)


def test_an_agreement_is_returned_by_phone():
    agreement, coordinator, lead = an_agreement()
    sent("agreement-return", agreement, coordinator, lead, phone=True, reason="Ten places, not twenty.")
    assert Agreement.objects.get().state == AgreementState.RETURNED


@pytest.mark.parametrize(
    ("act", "trait", "said", "becomes"),
    [
        ("application-review", "submitted", {}, ApplicationState.UNDER_REVIEW),
        ("application-shortlist", "under_review", {}, ApplicationState.SHORTLISTED),
        ("application-waitlist", "under_review", {}, ApplicationState.WAITLISTED),
        (
            "application-reject",
            "under_review",
            {"code": "available", "reason": "We need nights."},
            ApplicationState.REJECTED,
        ),
    ],
)
def test_what_a_lead_decides_is_recorded_for_them(act, trait, said, becomes):
    stage = a_stage()
    application = stage.application(**{trait: True})
    sent(act, application, stage.coordinator, stage.lead, phone=True, **said)
    row = application.transitions.latest("pk")
    assert (Application.objects.get().state, row.by, row.via) == (becomes, stage.lead.user, Via.PHONE)


def test_an_offer_is_recorded_and_holds_a_place():
    stage = a_stage()
    application = stage.application(under_review=True)
    until = clock.now() + timedelta(days=5)
    said = {"answer_by": f"{until:%Y-%m-%dT%H:%M}"}
    sent("application-offer", application, stage.coordinator, stage.lead, phone=True, **said)
    assert (Application.objects.get().state, Slot.objects.get().held) == (ApplicationState.OFFERED, 1)


def test_a_slot_still_stands_for_an_institute_with_an_agreement_and_for_no_other():
    stage = a_stage()
    before = stage.slot.confirmed_at
    stranger = MembershipFactory(coordinator=True)
    assert sent("slot-confirm", stage.slot, stranger, stage.lead, phone=True).status_code == 403
    sent("slot-confirm", stage.slot, stage.coordinator, stage.lead, phone=True)
    assert Slot.objects.get().confirmed_at != before


def test_a_list_of_names_is_answered_for_the_lead_name_by_name():
    stage = a_stage(places=3)
    name_list = a_list(stage, 3)
    first, second, third = names(name_list)
    said = {}
    for name, answer, reason in ((first, "accept", ""), (second, "strike", "We need nights."), (third, "later", "")):
        said |= {f"answer_{name.pk}": answer, f"slot_{name.pk}": name.slot_id, f"reason_{name.pk}": reason}
        said[f"supervisor_{name.pk}"] = ""
    sent("name-list-answer", name_list, stage.coordinator, stage.lead, phone=True, **said)
    recording = Recording.objects.get()
    assert [name.answer for name in names(name_list)] == ["accepted", "struck", "waiting"]
    assert recording.words == f"{first.student}: Accept.\n{second.student}: Strike. We need nights."
    assert Placement.objects.get().transitions.earliest("pk").recording == recording


def test_a_list_whose_reason_is_missing_is_not_recorded():
    stage = a_stage()
    name_list = a_list(stage, 1)
    (name,) = names(name_list)
    said = {f"answer_{name.pk}": "strike", f"slot_{name.pk}": name.slot_id, f"reason_{name.pk}": ""}
    page = sent("name-list-answer", name_list, stage.coordinator, stage.lead, phone=True, **said)
    assert errors(page)[1] == {f"reason_{name.pk}": ["Say in a few words why."]}


def test_what_was_gone_through_before_leaving_is_ticked_for_the_supervisor():
    ward = a_ward()
    badge, keys = (
        ChecklistItemFactory(partner=ward.placement.partner, occasion="relieving", text=text)
        for text in ("Badge returned", "Keys returned")
    )
    sent("checklist", ward.placement, ward.coordinator, ward.supervisor, relieving=[badge.pk])
    (tick,) = ChecklistTick.objects.current()
    assert (tick.item, tick.by, tick.recording) == (badge, ward.supervisor.user, Recording.objects.get())
    page = signed_in(ward.coordinator).get(reverse("placement_checklist", args=[ward.pk])).text
    assert ("recorded by" in page, Recording.objects.get().words) == (True, "Badge returned")
    assert keys.ticks.count() == 0


@pytest.mark.parametrize(
    ("act", "said", "becomes", "words"),
    [
        ("letter-accept", {}, LetterState.DRAFTED, "Will write a letter for"),
        ("letter-decline", {"reason": "I saw too little."}, LetterState.DECLINED, "I saw too little."),
    ],
)
def test_whether_a_letter_is_written_is_recorded_for_its_writer(act, said, becomes, words):
    ward = a_ward()
    letter = ask_letter(placement_id=ward.pk, by=ward.intern, now=clock.now(), purpose="a residency")
    sent(act, ward.placement, ward.coordinator, ward.supervisor, phone=True, **said)
    letter.refresh_from_db()
    recording = Recording.objects.get()
    assert (letter.state, letter.transitions.latest("pk").recording) == (becomes, recording)
    assert recording.words.startswith(words)


def test_no_letter_is_answered_that_nobody_asked_for():
    ward = a_ward()
    assert sent("letter-accept", ward.placement, ward.coordinator, ward.supervisor, phone=True).status_code == 409


def test_an_evaluation_is_passed_on_for_its_evaluator_or_given_back_to_the_lead():
    clinic = a_clinic()
    colleague = MembershipFactory(supervisor=True, partner=clinic.ward.placement.partner)
    evaluator = clinic.fresh().evaluator
    said = {"to": colleague.pk, "note": "You had her on nights."}
    sent("evaluation-pass", clinic.evaluation, clinic.ward.coordinator, evaluator, phone=True, **said)
    assert clinic.fresh().evaluator == colleague
    sent("evaluation-pass", clinic.evaluation, clinic.ward.coordinator, colleague, phone=True, to="", note="")
    assert clinic.fresh().state == EvaluationState.UNASSIGNED
    assert [recording.words.splitlines() for recording in Recording.objects.order_by("pk")] == [
        [colleague.user.name, "You had her on nights."],
        ["Not theirs; the placement lead chooses."],
    ]


def test_every_act_of_the_table_is_tried_here():
    tried = {
        *(
            "hours-approve",
            "hours-return",
            "shift-agree",
            "arrival",
            "objectives",
            "feedback",
            "supervisor",
            "evaluation",
        ),
        *("agreement-sign", "agreement-return", "slot-confirm", "application-offer", "application-review"),
        *("application-shortlist", "application-waitlist", "application-reject", "name-list-answer", "checklist"),
        *("letter-accept", "letter-decline", "evaluation-pass"),
        *("call-answer", "interest"),  # in test_on_behalf_calls
        *("reference-answer", "reference-decline"),  # in test_on_behalf_references
        *(
            "change-agree",
            "change-decline",
            "contract-agree",
            "contract-return",
            "activities-confirm",
        ),  # in test_on_behalf_course
    }
    assert set(ACTS) == tried
