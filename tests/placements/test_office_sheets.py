"""Lists of programmes, blocks, intakes, calls and names that come in: what is new, what changes, what is wrong by line and column."""

from datetime import datetime, timedelta

import pytest

from core import clock
from placements.models import Call, ListedName, NameList, ProgrammeBlock
from placements.states import CallState
from tests.factories.calls import BlockFactory, CallAnswerFactory, CallFactory
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ListedNameFactory, NameListFactory, SlotFactory, TrackFactory
from tests.factories.students import StudentFactory
from tests.institutions.test_exports import taken
from tests.students.conftest import an_office
from tests.students.lists import a_list, bring, confirm, figures, problems, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _password_just_given(monkeypatch):
    monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)


@pytest.fixture
def office():
    return an_office()


def test_blocks_stand_in_the_order_that_the_list_gives_them(office):
    programme = office.intake.programme
    medicine, surgery = (BlockFactory(programme=programme, name=name) for name in ("Medicine", "Surgery"))
    head = "Programme,Place in the order,Block,Weeks,Hours"
    lines = ("MIT,3,Medicine,8,320", "MIT,1,Paediatrics,4,160", "MIT,2,Surgery,8,300")
    bring(office, a_list(*lines, head=head), noun="blocks")
    rows = ProgrammeBlock.objects.order_by("position").values_list("name", "hours")
    assert list(rows) == [("Paediatrics", 160), ("Surgery", 300), ("Medicine", 320)]
    assert figures(send(office, a_list(*lines, head=head), noun="blocks")) == (0, 0, 3)
    bad = a_list("BSN,1,A,1,1", "MIT,1,B,1,1", "MIT,1,C,1,1", "MIT,2,D,0,1", head=head)
    assert [fault[:2] for fault in problems(send(office, bad, noun="blocks"))] == [
        (2, "Programme"), (4, "Place in the order"), (5, "Weeks"),
    ]  # fmt: skip
    assert {medicine.pk, surgery.pk} <= set(ProgrammeBlock.objects.values_list("pk", flat=True))


def test_programmes_and_intakes_are_added_and_changed(office):
    bring(
        office, a_list("mit,Medical Imaging,1600", "BSN,Nursing,2400", head="Code,Programme,Hours"), noun="programmes"
    )
    rows = office.institute.programmes.order_by("code").values_list("code", "name", "required_hours")
    assert list(rows) == [("BSN", "Nursing", 2400), ("MIT", "Medical Imaging", 1600)]
    content = a_list(
        "MIT,spring 2027,2027-02-01,",
        "Nursing,Autumn 2027,2027-09-06,2027-08-01",
        head="Programme,Intake,First day,Placed by",
    )
    bring(office, content, noun="intakes")
    office.intake.refresh_from_db()
    assert (office.intake.name, str(office.intake.starts_on)) == ("Spring 2027", "2027-02-01")
    one = MembershipFactory(coordinator=True, institute=office.institute, programme=office.intake.programme).as_actor()
    kept = send(office, a_list("NEW,Other,1", head="Code,Programme,Hours"), by=one, noun="programmes")
    assert problems(kept)[0][2].startswith("You act for one programme.")


def test_calls_come_as_drafts_and_what_partners_have_read_stays(office):
    TrackFactory(name="Imaging")
    sent = CallFactory(programme=office.intake.programme, title="Imaging", open=True)
    head = "Call,Programme,Intake,Career track,First day,Last day,Places wanted,Answer by"
    again = f"Imaging,MIT,,,{sent.starts_on},{sent.ends_on},61,{a_day(20)} 12:00"
    new = f"Wards,MIT,Spring 2027,imaging,{a_day(90)},{a_day(120)},12,{a_day(20)} 17:00"
    kept = send(office, a_list(again, new, head=head), noun="calls")
    assert (figures(kept), {remark[1] for remark in kept.report["remarks"]}) == (
        (1, 0, 1),
        {"Places wanted", "Answer by"},
    )
    confirm(office, kept)
    call = Call.objects.exclude(pk=sent.pk).get()
    assert (call.state, call.intake, call.track.name, call.places) == (CallState.DRAFT, office.intake, "Imaging", 12)
    assert call.answer_by == datetime.combine(a_day(20), datetime.min.time(), office.institute.zone) + timedelta(
        hours=17
    )
    bad = a_list(new.replace("Spring", "Winter"), new.replace(f"{a_day(120)}", f"{a_day(60)}"), head=head)
    assert [fault[:2] for fault in problems(send(office, bad, noun="calls"))] == [(2, "Intake"), (3, "Last day")]


def test_a_lead_takes_away_its_own_answer_to_a_call_and_no_others(office):
    call = CallFactory(programme=office.intake.programme, open=True)
    lead = MembershipFactory(lead=True, partner__name="Kohsar")
    answered = {"interest": "interested", "answered_at": clock.now()}
    CallAnswerFactory(call=call, partner=lead.partner, places=4, **answered)
    CallAnswerFactory(call=call, partner__name="Indus", places=7, **answered)
    mine, all_ = (taken(user, "calls").decode() for user in (lead.user, office.coordinator.user))
    assert ("Kohsar: interested, 4 places" in mine, "Indus" in mine, ",4,1,0," in mine) == (True, False, True)
    assert "Indus: interested, 7 places; Kohsar: interested, 4 places" in all_


def test_names_come_on_a_draft_for_each_block(office):
    slots = [SlotFactory(title=title, starts_on=a_day(30), ends_on=a_day(60)) for title in ("Ward", "Theatre")]
    students = [StudentFactory(institute=office.institute, intake=office.intake, roll_no=f"R-{n}") for n in range(3)]
    head = "Roll number,Partner,Department,Slot,First day,Note"

    def line(student, slot, note=""):
        cells = (student.roll_no, slot.partner.name, slot.department.name, slot.title, slot.starts_on, note)
        return ",".join(map(str, cells))

    lines = (line(students[0], slots[0]), line(students[1], slots[1]), line(students[2], slots[0], "Speaks Sindhi"))
    bring(office, a_list(*lines, head=head), noun="name_lists")
    made = [
        (each.state, [name.student for name in each.names.order_by("position")])
        for each in NameList.objects.order_by("slot")
    ]
    assert made == [("draft", [students[0], students[2]]), ("draft", [students[1]])]
    changed = send(office, a_list(*lines[:2], line(students[2], slots[0], "Speaks Urdu"), head=head), noun="name_lists")
    assert figures(changed) == (0, 1, 2)
    confirm(office, changed)
    assert ListedName.objects.get(student=students[2]).note == "Speaks Urdu"
    SlotFactory(
        title="Ward", department=slots[0].department, partner=slots[0].partner, starts_on=a_day(30), ends_on=a_day(60)
    )
    over = SlotFactory(title="Over", starts_on=a_day(-30), ends_on=a_day(60))
    fourth = StudentFactory(institute=office.institute, intake=office.intake, roll_no="R-4")
    bad = send(office, a_list(line(fourth, slots[0]), line(fourth, over), head=head), noun="name_lists")
    assert [(number, column, words.split()[0]) for number, column, words in problems(bad)] == [
        (2, "Slot", "Several"), (3, "Slot", "No"),
    ]  # fmt: skip


def test_a_line_about_a_name_that_was_sent_changes_nothing(office):
    slot = SlotFactory(starts_on=a_day(30), ends_on=a_day(60))
    student = StudentFactory(institute=office.institute, intake=office.intake, roll_no="R-1")
    sent = NameListFactory(slot=slot, institute=office.institute, sent=True)
    ListedNameFactory(name_list=sent, student=student, note="Early")
    line = f"R-1,{slot.partner.name},{slot.department.name},{slot.title},{slot.starts_on},Late"
    kept = send(office, a_list(line, head="Roll number,Partner,Department,Slot,First day,Note"), noun="name_lists")
    assert (figures(kept), [remark[:2] for remark in kept.report["remarks"]]) == ((0, 0, 1), [[2, "Note"]])
