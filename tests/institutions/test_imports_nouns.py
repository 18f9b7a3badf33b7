"""Partners, departments, supervisors and slots by lists: what is wrong by line and column, what is new, what changes."""

import pytest

from core import clock
from core.errors import NotAllowed
from institutions.models import Department, Membership, Partner, Site
from institutions.services import imports as services
from notifications.models import Notification
from placements.models import Slot
from tests.factories.institutions import (
    DepartmentFactory,
    MembershipFactory,
    PartnerFactory,
)
from tests.factories.placements import SlotFactory
from tests.students.conftest import an_office
from tests.students.lists import a_list, bring, confirm, figures, problems, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return an_office()


@pytest.fixture
def lead():
    return MembershipFactory(lead=True, partner__name="Kohsar Hospital")


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
