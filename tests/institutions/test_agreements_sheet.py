"""Agreements by lists: drafts with their scope, every bad cell named, days as the file writes them."""

import pytest

from institutions.models import Agreement
from tests.factories.institutions import AgreementFactory, DepartmentFactory, PartnerFactory, ProgrammeFactory
from tests.students.conftest import an_office
from tests.students.lists import a_list, bring, confirm, figures, problems, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return an_office()


AGREEMENTS = "Partner,Title,First day,Last day,Interns at once,Programmes"
LIMITED = f"{AGREEMENTS},Departments,Kinds of stay"


def test_agreements_come_as_drafts_and_a_signed_one_does_not_change(office):
    PartnerFactory(name="Kohsar Hospital")
    ProgrammeFactory(institute=office.institute, code="BSN", name="BSc Nursing")
    line = "Kohsar Hospital,Affiliation,1/1/2027,31.12.2029,12,BSc Nursing; mit"
    kept = bring(office, a_list(line, head=AGREEMENTS), noun="agreements")
    agreement = Agreement.objects.get()
    assert (figures(kept), agreement.state, agreement.places, agreement.institute) == (
        (1, 0, 0),
        "draft",
        12,
        office.institute,
    )
    assert sorted(agreement.programmes.values_list("code", flat=True)) == ["BSN", "MIT"]
    changed = send(office, a_list(line.replace(",12,", ",14,"), head=AGREEMENTS), noun="agreements")
    assert (figures(changed), confirm(office, changed).done_at is not None) == ((0, 1, 0), True)
    signed = AgreementFactory(signed=True, institute=office.institute, programmes=[office.intake.programme])
    frozen = f"{signed.partner.name},{signed.title},{signed.starts_on},{signed.ends_on},99,MIT"
    ((number, _column, words),) = problems(send(office, a_list(frozen, head=AGREEMENTS), noun="agreements"))
    assert (number, "nor after it was signed" in words) == (2, True)


def test_every_bad_cell_of_an_agreement_is_named(office):
    PartnerFactory(name="Kohsar Hospital")
    ProgrammeFactory(code="XYZ")
    good = "Kohsar Hospital,Affiliation,2027-01-01,2029-12-31,12,MIT"
    kept = send(
        office,
        a_list(
            good.replace("Kohsar", "No"),
            good.replace("2027-01-01", "someday"),
            good.replace("2029", "2026"),
            good.replace(",12,", ",0,"),
            good.replace("MIT", "XYZ; MIT"),
            head=AGREEMENTS,
        ),
        noun="agreements",
    )
    assert problems(kept) == [
        (2, "Partner", "There is no partner “No Hospital” in the register."),
        (3, "First day", "“someday” is no day. Write it like 2027-01-04 or 4/1/2027, the day first."),
        (4, "Last day", "The last day must not come before the first."),
        (5, "Interns at once", "“0” is no whole number from 1 to 5000."),
        (6, "Programmes", "You have no programme “XYZ”."),
    ]


def test_an_agreement_is_limited_to_the_departments_and_kinds_that_its_line_names(office):
    partner = PartnerFactory(name="Kohsar Hospital")
    main, wing = (DepartmentFactory(site__partner=partner, site__name=site, name="Ward 4") for site in ("Main", "Wing"))
    lab = DepartmentFactory(site=main.site, name="Laboratory")
    line = "Kohsar Hospital,Affiliation,2027-01-01,2029-12-31,12,MIT,{},{}"
    bad = (line.format("Ward 4", ""), line.format("Lab; Morgue", ""), line.format("", "rotation; stroll"))
    assert problems(send(office, a_list(*bad, head=LIMITED), noun="agreements")) == [
        (2, "Departments", "Several departments are called “Ward 4”. Write it as site / department."),
        (3, "Departments", "Kohsar Hospital has no department “Lab”. Kohsar Hospital has no department “Morgue”."),
        (
            4,
            "Kinds of stay",
            "“stroll” is none of internship, externship, rotation, observership, research, house_job.",
        ),
    ]
    good = a_list(line.format("wing / ward 4; laboratory", "House job; rotation"), head=LIMITED)
    bring(office, good, noun="agreements")
    agreement = Agreement.objects.get()
    assert (set(agreement.departments.all()), agreement.kinds) == ({wing, lab}, ["rotation", "house_job"])
    opened = bring(office, a_list(line.format("", ""), head=LIMITED), noun="agreements")
    agreement.refresh_from_db()
    assert (figures(opened), agreement.departments.count(), agreement.kinds) == ((0, 1, 0), 0, [])


DAY_FIRST = "“1/2/2027” was read as Monday 1 February 2027, the day first."
MONTH_FIRST = "“1/2/2027” was read as Saturday 2 January 2027, the month first, as another day in this file is written."


@pytest.mark.parametrize(
    ("first", "last", "begins", "words"),
    [
        ("30/6/2027", "2029-12-31", "2027-02-01", DAY_FIRST),
        ("6/30/2027", "2029-12-31", "2027-01-02", MONTH_FIRST),
        ("1/3/2027", "12/31/2029", "2027-01-02", MONTH_FIRST),
        ("1/3/2027", "2029-12-31", "2027-02-01", DAY_FIRST),
    ],
    ids=["the column: day first", "the column: month first", "another column: month first", "nobody says"],
)
def test_a_column_of_days_is_read_as_the_file_is_written_and_the_page_says_how(
    office, client, first, last, begins, words
):
    PartnerFactory(name="Kohsar Hospital")
    line = f"Kohsar Hospital,{{}},{{}},{last},12,MIT"
    content = a_list(line.format("One", "1/2/2027"), line.format("Two", first), head=AGREEMENTS)
    kept = send(office, content, noun="agreements")
    assert kept.report["readings"] == [[2, "First day", words]]
    client.force_login(office.coordinator.user)
    assert words in client.get(kept.get_absolute_url()).text
    confirm(office, kept)
    assert str(Agreement.objects.get(title="One").starts_on) == begins
