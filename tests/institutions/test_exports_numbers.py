"""Lists whose lines are known by their number, and what a workbook holds as a number."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, a_day
from tests.factories.placements import SlotFactory
from tests.factories.register import PartnerContactFactory
from tests.institutions.test_exports import taken
from tests.students.conftest import an_office
from tests.students.lists import a_list, bring, confirm, figures, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _password_just_given(monkeypatch):
    monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)


@pytest.fixture
def office():
    return an_office()


def test_an_agreement_that_is_renamed_and_moved_is_the_same_by_its_number_and_an_old_file_still_works(office):
    old = AgreementFactory(institute=office.institute, programmes=[office.intake.programme], partner__name="Kohsar")
    head = "Partner,Title,First day,Last day,Interns at once,Programmes"
    line = f"Kohsar,{old.title},{old.starts_on},{old.ends_on},20,MIT"
    content = a_list(f"{old.pk},{line}".replace(old.title, "New name").replace(str(old.starts_on), "2026-02-01"),
                     head=f"Agreement number,{head}")  # fmt: skip
    kept = bring(office, content, noun="agreements")
    old.refresh_from_db()
    assert (figures(kept), old.title, str(old.starts_on)) == ((0, 1, 0), "New name", "2026-02-01")
    assert figures(send(office, a_list(line, head=head), noun="agreements")) == (1, 0, 0)
    again = a_list(f"Kohsar,New name,2026-02-01,{old.ends_on},21,MIT", head=head)
    assert figures(send(office, again, noun="agreements")) == (0, 1, 0)


def test_a_slot_that_is_renamed_and_moved_is_the_same_by_its_number_and_an_old_file_still_works():
    lead = MembershipFactory(lead=True)
    ward = DepartmentFactory(site__partner=lead.partner)
    slot = SlotFactory(partner=lead.partner, department=ward, title="Rotation", draft=True)
    head = "Title,Department,First day,Last day,Places"
    line = f"Rotation,{ward.name},{slot.starts_on},{slot.ends_on},2"
    moved = a_list(f"{slot.pk},Nights,{ward.name},{a_day(61)},{slot.ends_on},2", head=f"Slot number,{head}")
    kept = confirm(None, send(None, moved, by=lead.as_actor(), noun="slots"), by=lead.as_actor())
    slot.refresh_from_db()
    assert (figures(kept), slot.title, slot.starts_on) == ((0, 1, 0), "Nights", a_day(61))
    found = [
        figures(send(None, a_list(each, head=head), by=lead.as_actor(), noun="slots"))
        for each in (line, f"Nights,{ward.name},{a_day(61)},{slot.ends_on},3")
    ]
    assert found == [(1, 0, 0), (0, 1, 0)]


def test_a_workbook_holds_numbers_as_numbers_and_telephones_as_they_are_dialled(office):
    AgreementFactory(institute=office.institute, programmes=[office.intake.programme], places_a_year=9)
    PartnerContactFactory(phone="+922134567890", name="=1+1")
    book = {
        noun: load_workbook(BytesIO(taken(office.coordinator.user, noun, "xlsx"))).active
        for noun in ("agreements", "contacts")
    }
    cells = [{head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)} for sheet in book.values()]
    agreement, contact = cells
    assert [type(agreement[name].value) for name in ("Agreement number", "Interns at once")] == [int, int]
    assert [(contact[name].value, contact[name].data_type) for name in ("Phone", "Name")] == [
        ("+922134567890", "s"),
        ("'=1+1", "s"),
    ]
    said = taken(office.coordinator.user, "contacts", "csv").decode()
    assert ("'+922134567890" in said, "'=1+1" in said) == (True, True)
