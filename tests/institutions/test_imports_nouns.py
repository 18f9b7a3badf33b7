"""Partners, departments, agreements, supervisors and slots by lists: what is wrong by line and column, what is new, what changes."""

import pytest

from core import clock
from core.errors import NotAllowed
from institutions.models import Agreement, Department, Membership, Partner, Site
from institutions.services import imports as services
from notifications.models import Notification
from placements.models import Slot
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
)
from tests.factories.placements import SlotFactory
from tests.students.conftest import an_office
from tests.students.lists import a_list, bring, confirm, figures, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return an_office()


@pytest.fixture
def lead():
    return MembershipFactory(lead=True, partner__name="Kohsar Hospital")


def problems(kept):
    return [tuple(problem) for problem in kept.report["problems"]]


def of(lead, noun, head, *lines):
    return send(None, a_list(*lines, head=head), by=lead.as_actor(), noun=noun)


PARTNERS = "Name,Kind,City,Phone,E-mail,Website,Beds,Teaching status"


def test_partners_are_added_and_changed_and_every_bad_cell_is_named(office):
    PartnerFactory(name="Kohsar Hospital", kind="hospital", city="Karachi", beds=100)
    bad = send(
        office,
        a_list(
            ",hospital,Karachi,,,,,",
            "A,palace,Karachi,,,,,",
            "B,clinic,,,,,,",
            "C,clinic,Karachi,12,,,,",
            "D,clinic,Karachi,,at,,,",
            "E,clinic,Karachi,,,no web,,",
            "F,clinic,Karachi,,,,many,",
            "G,clinic,Karachi,,,,,perhaps",
            "kohsar hospital,hospital,Karachi,,,,,",
            "Kohsar Hospital,hospital,Karachi,,,,,",
            head=PARTNERS,
        ),
        noun="partners",
    )
    assert [problem[:2] for problem in problems(bad)] == [
        (2, "Name"), (3, "Kind"), (4, "City"), (5, "Phone"), (6, "E-mail"), (7, "Website"), (8, "Beds"), (9, "Teaching status"),
        (11, "Name"),
    ]  # fmt: skip
    content = a_list(
        "KOHSAR HOSPITAL,Hospital,Karachi,0300 1234567,,,120,teaching",
        "Indus Laboratory,laboratory,Hyderabad,,,indus.example,,",
        head=PARTNERS,
    )
    kept = bring(office, content, noun="partners")
    assert figures(kept) == (1, 1, 0)
    kohsar, indus = Partner.objects.order_by("pk")
    assert (kohsar.name, kohsar.phone, kohsar.beds, kohsar.teaching) == (
        "KOHSAR HOSPITAL",
        "+923001234567",
        120,
        "teaching",
    )
    assert (indus.kind, indus.website) == ("laboratory", "https://indus.example")
    assert figures(send(office, content, noun="partners")) == (0, 0, 2)


def test_a_partner_that_is_probably_here_waits_for_a_decision(office):
    old = PartnerFactory(name="Margalla Teaching Hospital", city="Karachi", kind="hospital")
    kept = send(office, a_list("Margala Teaching Hospital,hospital,Karachi,,,,,", head=PARTNERS), noun="partners")
    assert [list(doubt["found"]) for doubt in kept.report["alike"]] == [[str(old.pk)]]
    kept = services.settle_alike(import_id=kept.pk, by=office.actor, now=clock.now(), choices={"2": old.pk})
    confirm(office, kept)
    assert [partner.name for partner in Partner.objects.all()] == ["Margala Teaching Hospital"]


def test_a_partner_whose_lead_keeps_it_is_refused_by_line_before_anything_is_written(office, lead):
    line = f"Kohsar Hospital,{lead.partner.kind},Elsewhere,,,,,"
    kept = send(office, a_list(line, "New,clinic,Karachi,,,,,", head=PARTNERS), noun="partners")
    ((number, _column, words),) = problems(kept)
    assert (number, words.startswith("This partner’s own placement lead keeps the profile.")) == (2, True)
    assert Partner.objects.count() == 1


def test_departments_come_with_their_sites_and_of_ones_own_partner_alone(lead):
    stranger = PartnerFactory(name="Another Hospital")
    content = ("Main building,Radiology,12,", "main BUILDING,Ward 4,,ward@x.example")
    kept = of(lead, "departments", "Site,Department,Beds,E-mail", *content)
    assert figures(kept) == (2, 0, 0)
    confirm(None, kept, by=lead.as_actor())
    assert (Site.objects.filter(partner=lead.partner).count(), Department.objects.count()) == (1, 2)
    again = of(lead, "departments", "Site,Department,Beds,E-mail", content[0].replace("12", "14"), content[1])
    assert figures(again) == (0, 1, 1)
    bad = of(lead, "departments", "Partner,Site,Department", "Another Hospital,Main,Radiology", "Nowhere,Main,Ward")
    assert problems(bad) == [
        (2, "Partner", "“Another Hospital” is not your organisation."),
        (3, "Partner", "“Nowhere” is not your organisation."),
    ]
    assert not Department.objects.filter(site__partner=stranger).exists()


def test_a_limit_of_a_department_stays_where_the_list_does_not_speak_of_it(lead):
    department = DepartmentFactory(site__partner=lead.partner, site__name="Main", name="Radiology", interns_at_once=4)
    confirm(None, of(lead, "departments", "Site,Department,Beds", "Main,Radiology,12"), by=lead.as_actor())
    department.refresh_from_db()
    assert (department.beds, department.interns_at_once) == (12, 4)
    kept = of(lead, "departments", "Site,Department,Interns at once", "Main,Radiology,6")
    confirm(None, kept, by=lead.as_actor())
    department.refresh_from_db()
    assert (department.beds, department.interns_at_once) == (12, 6)


def test_a_coordinator_names_the_partner_of_each_department(office):
    PartnerFactory(name="Kohsar Hospital")
    head = "Partner,Site,Department"
    kept = send(office, a_list("kohsar hospital,Main,Radiology", head=head), noun="departments")
    bad = send(office, a_list("Nowhere,Main,Ward", ",Main,Ward", head=head), noun="departments")
    assert (figures(kept), [problem[:2] for problem in problems(bad)]) == ((1, 0, 0), [(2, "Partner"), (3, "Partner")])


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


SUPERVISORS = "E-mail,Name,Department,Position"


def test_supervisors_are_invited_described_and_never_renamed(lead):
    DepartmentFactory(site__partner=lead.partner, site__name="Main", name="Radiology")
    DepartmentFactory(site__partner=lead.partner, site__name="East", name="Radiology")
    twice = of(lead, "supervisors", SUPERVISORS, "s@x.example,Dr Sana,Radiology,", "t@x.example,Dr T,Surgery,")
    assert [problem[:2] for problem in problems(twice)] == [(2, "Department"), (3, "Department")]
    kept = of(lead, "supervisors", SUPERVISORS, "s@x.example,Dr Sana,Main / Radiology,Consultant")
    confirm(None, kept, by=lead.as_actor())
    member = Membership.objects.get(role="supervisor")
    assert (member.user.name, member.department.site.name, member.title) == ("Dr Sana", "Main", "Consultant")
    assert Notification.objects.filter(kind="account.invited", reader=member.user).count() == 1
    again = of(lead, "supervisors", SUPERVISORS, "S@x.example,Sana Mirza,East / Radiology,Consultant")
    assert (figures(again), again.report["remarks"][0][1]) == ((0, 1, 0), "Name")
    confirm(None, again, by=lead.as_actor())
    member.refresh_from_db()
    assert (member.department.site.name, member.user.name) == ("East", "Dr Sana")


SLOTS = "Title,Department,First day,Last day,Places,Hours a week"


def test_slots_come_as_drafts_in_ones_own_departments(lead):
    DepartmentFactory(site__partner=lead.partner, name="Radiology")
    DepartmentFactory(name="Elsewhere")
    good = "Rotation,Radiology,2027-03-01,2027-05-28,4,36"
    bad = of(lead, "slots", SLOTS, good.replace("Radiology", "Elsewhere"), good.replace("2027-05", "2027-02"))
    assert [problem[:2] for problem in problems(bad)] == [(2, "Department"), (3, "Last day")]
    confirm(None, of(lead, "slots", SLOTS, good), by=lead.as_actor())
    slot = Slot.objects.get()
    assert (slot.state, slot.partner, slot.places, slot.weekly_hours, slot.kind) == (
        "draft",
        lead.partner,
        4,
        36,
        "internship",
    )
    again = of(lead, "slots", SLOTS, good.replace(",4,", ",5,"))
    assert figures(again) == (0, 1, 0)


def test_places_that_are_held_are_refused_by_line(lead):
    slot = SlotFactory(partner=lead.partner, department__site__partner=lead.partner, title="Rotation", places=3)
    line = f"Rotation,{slot.department.name},{slot.starts_on},{slot.ends_on},-1,{slot.weekly_hours}"
    assert problems(of(lead, "slots", SLOTS, line)) == [(2, "Places", "“-1” is no whole number from 0 to 500.")]


@pytest.mark.parametrize(
    ("noun", "roles"),
    [
        ("partners", {"coordinator"}),
        ("departments", {"coordinator", "lead"}),
        ("agreements", {"coordinator"}),
        ("supervisors", {"lead"}),
        ("slots", {"lead"}),
    ],
)
def test_each_list_is_taken_from_those_who_keep_it_alone(noun, roles):
    taken = set()
    for trait in ("coordinator", "lead", "viewer", "student", "supervisor", "administrator"):
        try:
            send(None, a_list("x", head="y"), by=MembershipFactory(**{trait: True}).as_actor(), noun=noun)
            taken.add(trait)
        except NotAllowed:
            pass
    assert taken == roles
