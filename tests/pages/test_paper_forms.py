"""Paper forms: ordered by an office, readable by screen readers, with a code that opens the very page on which they are recorded."""

import shutil
import subprocess
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import ReadLog
from config.jobs import make_paper_form
from config.on_behalf.papers import form_address
from config.on_behalf.sheets import SHEETS
from config.on_behalf.table import ACTS
from core import clock
from institutions.models import PaperForm
from institutions.sweeps.leftovers import GIVEN_UP_AFTER, MISSED_AFTER, sweep_paper_forms
from placements.models import Placement
from tests.conftest import IN_CI
from tests.evaluations.clinic import a_clinic, signed_in
from tests.factories.attendance import AbsenceFactory, PlannedShiftFactory
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.learning import ActivityFactory
from tests.factories.placements import ChecklistItemFactory, HoursEntryFactory, ObjectiveFactory
from tests.factories.references import ReferenceFactory
from tests.factories.selection import SelectionFactory
from tests.pages.test_on_behalf import an_agreement
from tests.placements.listing import a_list
from tests.placements.office import Office
from tests.placements.rotation import a_rotation, move
from tests.placements.stage import a_stage
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db
needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None and not IN_CI, reason="no pdftotext here")


def ordered(act, thing, by):
    """The form that `by` has ordered, drawn by the worker, and its bytes."""
    signed_in(by).post(reverse("on_behalf_paper", args=[act, thing.pk]))
    paper = PaperForm.objects.get()
    make_paper_form(paper.pk)
    paper.refresh_from_db()
    with paper.file.file.open() as file:
        return paper, file.read()


def text_of(content, tmp_path):
    """The words of a PDF, one blank between two."""
    path = tmp_path / "form.pdf"
    path.write_bytes(content)
    read = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True)
    return " ".join(read.stdout.split())


def hours_sheet():
    ward = a_ward()
    HoursEntryFactory(placement=ward.placement)
    return "hours-approve", ward.placement, ward.coordinator


def arrival_report():
    ward = a_ward(confirmed=True)
    Placement.objects.filter(pk=ward.pk).update(starts_on=clock.today())
    return "arrival", ward.placement, ward.coordinator


def objectives_sheet():
    ward = a_ward()
    ObjectiveFactory(slot=ward.placement.slot)
    return "objectives", ward.placement, ward.lead


def evaluation_form():
    clinic = a_clinic()
    return "evaluation", clinic.evaluation, clinic.ward.coordinator


def signature_page():
    agreement, coordinator, _lead = an_agreement()
    return "agreement-sign", agreement, coordinator


FORMS = pytest.mark.parametrize(
    "make", [hours_sheet, arrival_report, objectives_sheet, evaluation_form, signature_page]
)


@FORMS
def test_a_form_has_title_language_tags_and_embedded_fonts(make):
    paper, content = ordered(*make())
    with pikepdf.open(BytesIO(content)) as document:
        with document.open_metadata() as about:
            assert about["dc:title"] == f"{paper.title} ({paper.serial})"
            assert about["pdfuaid:part"] == "1"
        assert str(document.Root.Lang) == "en"
        assert bool(document.Root.MarkInfo.Marked)


@needs_pdftotext
@FORMS
def test_a_form_says_who_it_is_for_its_serial_and_what_is_asked(make, tmp_path):
    act, thing, by = make()
    paper, content = ordered(act, thing, by)
    words = text_of(content, tmp_path)
    for said in (paper.serial, f"{act} {thing.pk}", f"Signature of {paper.person_membership.user.name}"):
        assert said in words


@FORMS
def test_the_code_opens_the_page_with_its_person_and_nobody_elses(make):
    act, thing, by = make()
    paper, _content = ordered(act, thing, by)
    path = form_address(paper).removeprefix("http://").partition("/")[2]
    page = signed_in(by).get(f"/{path}", follow=True)
    assert page.status_code == 200
    # A signature has the agreement's own page, where both sides are named.
    assert act == "agreement-sign" or page.context["person"] == paper.person_membership
    assert signed_in(MembershipFactory(coordinator=True)).get(f"/{path}").status_code == 404


def test_every_act_has_a_form_or_a_reason_in_words_why_there_is_none():
    wrong = [name for name, act in ACTS.items() if bool(act.paper) == bool(act.unprinted)]
    assert (wrong, {act.paper for act in ACTS.values() if act.paper}) == ([], set(SHEETS))


def make_up_shift():
    ward = a_ward()
    PlannedShiftFactory(placement=ward.placement, absence=AbsenceFactory(placement=ward.placement), proposed=True)
    return "shift-agree", ward.placement, ward.coordinator, ["I agree to those with my initials"]


def checklist():
    ward = a_ward()
    ChecklistItemFactory(partner=ward.placement.partner, text="Badge returned", occasion="relieving")
    return "checklist", ward.placement, ward.coordinator, ["Badge returned", "Done"]


def feedback():
    ward = a_ward()
    return "feedback", ward.placement, ward.coordinator, ["Name no patient", "Strength"]


def activity_log():
    ward = a_ward()
    ActivityFactory(placement=ward.placement, note="Chest film, bed four")
    return "activities-confirm", ward.placement, ward.coordinator, ["Chest film, bed four"]


def change():
    ward = a_rotation()
    asked = move(ward, ward.at(a_day(0), 12), 40)
    return "change-agree", asked, ward.coordinator, ["I have decided: change agreed.", "What is asked"]


def decision():
    stage = a_stage()
    application = stage.application(under_review=True)
    words = ["I have decided: not chosen.", "which the student reads", str(application.student)]
    return "application-reject", application, stage.coordinator, words


def name_list():
    stage = a_stage()
    sent = a_list(stage, 2)
    return "name-list-answer", sent, stage.coordinator, [str(name.student) for name in sent.names.all()]


def call():
    office = Office()
    return (
        "call-answer",
        office.answer,
        office.coordinator,
        ["Actively looking", "How many we could take", office.call.title],
    )


def interest():
    office = Office()
    return "interest", office.lead.partner, office.coordinator, ["Not now", "Holds until"]


def reference():
    asked = ReferenceFactory(asked=True)
    coordinator = MembershipFactory(coordinator=True, institute=asked.student.institute)
    return "reference-answer", asked, coordinator, ["The reference", "in what capacity", asked.referee.name]


MORE = (make_up_shift, checklist, feedback, activity_log, change, decision, name_list, call, interest, reference)


def test_every_sheet_is_drawn_by_these_tests():
    drawn = {
        ACTS[make()[0]].paper
        for make in (hours_sheet, arrival_report, objectives_sheet, evaluation_form, signature_page)
    }
    assert drawn | {ACTS[make()[0]].paper for make in MORE} == set(SHEETS)


@needs_pdftotext
@pytest.mark.parametrize("make", MORE)
def test_each_form_prints_what_its_act_asks_and_its_code_opens_the_page_of_its_person(make, tmp_path):
    act, thing, by, asked = make()
    paper, content = ordered(act, thing, by)
    words = text_of(content, tmp_path)
    for said in (paper.serial, f"Signature of {paper.person_name}", *asked):
        assert said in words
    page = signed_in(by).get(form_address(paper).removeprefix(settings.SITE_URL))
    assert (page.status_code, page.context["person"].user.name) == (200, paper.person_name)


@needs_pdftotext
def test_a_decision_in_a_blind_review_is_printed_without_the_name(tmp_path):
    stage = a_stage()
    SelectionFactory(slot=stage.slot, is_blind=True)
    application = stage.application(under_review=True)
    paper, content = ordered("application-shortlist", application, stage.coordinator)
    words = text_of(content, tmp_path)
    told = [str(application.student), application.student.roll_no, application.institute.name]
    # The office that prints it stands at its foot; what tells whose application it is does not.
    assert ([each in words for each in told[:2]], f"Applicant A-{application.pk}" in words) == ([False, False], True)
    assert str(application.student) not in paper.title


def test_the_database_keeps_a_form_for_one_person():
    act, placement, by = hours_sheet()
    signed_in(by).post(reverse("on_behalf_paper", args=[act, placement.pk]))
    for values in ({"outsider": by.user}, {"person_membership": None}):
        with pytest.raises(IntegrityError, match="paper_form_is_one_persons"), transaction.atomic():
            PaperForm.objects.update(**values)


def test_the_page_waits_for_the_pdf_and_then_gives_it_to_both_offices():
    act, placement, by = hours_sheet()
    signed_in(by).post(reverse("on_behalf_paper", args=[act, placement.pk]))
    paper = PaperForm.objects.get()
    waiting = signed_in(by).get(paper.get_absolute_url())
    assert (waiting["Refresh"], signed_in(by).get(reverse("paper_form_pdf", args=[paper.pk])).status_code) == ("3", 404)
    make_paper_form(paper.pk)
    make_paper_form(paper.pk)  # a second worker finds nothing to do
    lead = MembershipFactory(lead=True, partner=placement.partner)
    pdf = signed_in(lead).get(reverse("paper_form_pdf", args=[paper.pk]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")
    assert ReadLog.objects.get().reader == lead.user
    for stranger in (MembershipFactory(coordinator=True), placement.supervisor):
        assert signed_in(stranger).get(paper.get_absolute_url()).status_code == 404


def test_a_form_is_not_ordered_by_whom_it_is_not_for_nor_where_there_is_none():
    act, placement, by = hours_sheet()
    assert signed_in(placement.supervisor).post(reverse("on_behalf_paper", args=[act, placement.pk])).status_code == 403
    assert signed_in(by).get(reverse("on_behalf_paper", args=["hours-return", placement.pk])).status_code == 404
    assert list(PaperForm.objects.all()) == []


def test_the_sweep_wakes_a_worker_for_a_form_that_was_missed_and_gives_up_after_a_day(monkeypatch):
    act, placement, by = hours_sheet()
    signed_in(by).post(reverse("on_behalf_paper", args=[act, placement.pk]))
    at = PaperForm.objects.get().at
    found = []
    for later in (MISSED_AFTER / 2, MISSED_AFTER * 2, GIVEN_UP_AFTER + MISSED_AFTER):
        monkeypatch.setattr(clock, "now", lambda later=later: at + later)
        found.append(sweep_paper_forms())
    assert found == [0, 1, 0]
