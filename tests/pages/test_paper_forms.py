"""Paper forms: ordered by an office, readable by screen readers, with a code that opens the very page on which they are recorded."""

import shutil
import subprocess
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from accounts.models import ReadLog
from config.jobs import make_paper_form
from config.on_behalf.papers import SHEETS, form_address
from config.on_behalf.table import ACTS
from core import clock
from institutions.models import PaperForm
from institutions.sweeps.leftovers import GIVEN_UP_AFTER, MISSED_AFTER, sweep_paper_forms
from placements.models import Placement
from tests.conftest import IN_CI
from tests.evaluations.clinic import a_clinic, signed_in
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import HoursEntryFactory, ObjectiveFactory
from tests.pages.test_on_behalf import an_agreement
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
    path = tmp_path / "form.pdf"
    path.write_bytes(content)
    words = " ".join(
        subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout.split()
    )
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


def test_every_sheet_belongs_to_an_act_and_is_drawn_here():
    assert {act.paper for act in ACTS.values() if act.paper} == set(SHEETS)
    assert len(SHEETS) == 5


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
    assert signed_in(by).get(reverse("on_behalf_paper", args=["feedback", placement.pk])).status_code == 404
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
