"""Lists that leave: the reader's own rows under the filters of the page, after the password; and what left comes back unchanged."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.exports import write_csv
from core.listings import nouns
from core.sheets import areas_for, sheet_of, sheets_for
from core.tables import read_table
from institutions.models import Agreement, Partner
from placements.models import Slot
from students.models import Student
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    MembershipFactory,
    PartnerFactory,
    a_day,
)
from tests.factories.placements import ApplicationFactory, PlacementFactory, SlotFactory
from tests.factories.students import StudentFactory
from tests.placements.term import a_term
from tests.scenarios import make_world
from tests.students.conftest import an_office
from tests.students.lists import bring, figures, send

pytestmark = pytest.mark.django_db
KINDS = ["csv", "xlsx"]


@pytest.fixture(autouse=True)
def _password_just_given(monkeypatch, request):
    if "asked" not in request.node.name:
        monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)


def taken(user, noun, kind="csv", **filters):
    return ask(signed_in(user), noun, kind, **filters)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def ask(client, noun, kind="csv", **filters):
    response = client.get(reverse("export_table", args=[noun, kind]), filters)
    return b"".join(response.streaming_content) if response.streaming else response.status_code


def rows_of(content):
    return [line.cells for line in read_table(content).lines]


def test_the_password_is_asked_for_and_leads_back_to_the_same_filters(client):
    office = an_office()
    client.force_login(office.coordinator.user)
    response = client.get(reverse("export_table", args=["students", "csv"]), {"q": "Areeba"})
    assert (response.status_code, response.url) == (
        302,
        "/accounts/reauthenticate/?next=%2Fexports%2Fstudents.csv%3Fq%3DAreeba",
    )


def test_a_list_holds_the_readers_rows_under_the_filters_of_its_page():
    office, other = an_office(), an_office()
    for number, name in enumerate(("Areeba", "Hamza")):
        StudentFactory(institute=office.institute, intake=office.intake, roll_no=f"R-{number}", user__name=name)
    StudentFactory(institute=other.institute, intake=other.intake, user__name="Areeba elsewhere")
    content = taken(office.coordinator.user, "students", q="areeba")
    assert [row[:2] for row in rows_of(content)] == [("R-0", "Areeba")]


@pytest.mark.parametrize("kind", KINDS)
def test_students_come_back_as_they_left(kind):
    office = an_office()
    for name, father in (("Areeba Khan", "=Nadeem"), ("Zoë زینب", "+Ali"), ("O'Neil", "'-x")):
        StudentFactory(institute=office.institute, intake=office.intake, user__name=name, father_name=father)
    before = list(Student.objects.order_by("pk").values())
    kept = send(office, taken(office.coordinator.user, "students", kind))
    assert (figures(kept), kept.report["faults"]) == ((0, 0, 3), 0)
    assert list(Student.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("kind", KINDS)
def test_partners_and_departments_come_back_as_they_left(kind):
    office = an_office()
    partner = PartnerFactory(
        name="@Home Clinic", values="one\ntwo", beds=40, website="https://x.example", phone="+922134567890"
    )
    PartnerFactory(name="Plain")
    DepartmentFactory(site__partner=partner, name="-ward", contact_email="w@x.example", beds=3)
    kept = send(office, taken(office.coordinator.user, "partners", kind), noun="partners")
    assert (figures(kept), kept.report["faults"]) == ((0, 0, Partner.objects.count()), 0)
    kept = send(office, taken(office.coordinator.user, "departments", kind), noun="departments")
    assert (figures(kept), kept.report["faults"]) == ((0, 0, 1), 0)


@pytest.mark.parametrize("kind", KINDS)
def test_agreements_come_back_as_they_left_whatever_their_state(kind):
    office = an_office()
    programme = office.intake.programme
    AgreementFactory(signed=True, institute=office.institute, programmes=[programme], terms="first\n\nsecond; third")
    limited = AgreementFactory(institute=office.institute, programmes=[programme], kinds=["rotation", "internship"])
    limited.departments.set(DepartmentFactory.create_batch(2, site__partner=limited.partner, name="Ward"))
    content = taken(office.coordinator.user, "agreements", kind)
    kept = send(office, content, noun="agreements")
    assert (figures(kept), kept.report["faults"]) == ((0, 0, 2), 0)
    elsewhere = an_office()
    bring(elsewhere, without_numbers(content), noun="agreements")
    copy = Agreement.objects.get(institute=elsewhere.institute, title=limited.title, partner=limited.partner)
    assert (set(copy.departments.all()), copy.kinds) == (set(limited.departments.all()), ["internship", "rotation"])


def without_numbers(content):
    """A list as another office would take it up: what is there has other numbers, or none."""
    table, file = read_table(content), BytesIO()
    write_csv(file, [line.cells[1:] for line in table.lines], table.headings[1:])
    return file.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_slots_and_supervisors_come_back_as_they_left(kind):
    lead = MembershipFactory(lead=True)
    department = DepartmentFactory(site__partner=lead.partner)
    MembershipFactory(supervisor=True, partner=lead.partner, department=department, title="Consultant")
    for title in ("Rotation", "=House job"):
        SlotFactory(partner=lead.partner, department=department, title=title, summary="a\nb")
    by = lead.as_actor()
    kept = send(None, taken(lead.user, "slots", kind), by=by, noun="slots")
    assert (figures(kept), kept.report["faults"]) == ((0, 0, Slot.objects.count()), 0)
    kept = send(None, taken(lead.user, "supervisors", kind), by=by, noun="supervisors")
    assert (figures(kept), kept.report["faults"]) == ((0, 0, 1), 0)


@pytest.mark.parametrize("kind", KINDS)
def test_placements_and_opening_hours_come_back_as_they_left(kind):
    term = a_term()
    ahead = {"first": a_day(20), "last": a_day(80), "agreed_with": "=Ms Noor", "supervisor": ""}
    term.bring(term.line(1), term.line(2, **ahead), term.line(3, title="Night rotation", full_time="no"))
    other = SlotFactory(starts_on=a_day(-300), ends_on=a_day(-200), apply_by=clock.now())
    PlacementFactory(completed=True, application__student=term.students[2], application__slot=other)
    term.bring_hours(term.opening(1), term.opening(3, hours="8"))
    for noun, count in (("placements", 4), ("opening_hours", 2)):
        kept = send(term.office, taken(term.office.coordinator.user, noun, kind), noun=noun)
        assert (figures(kept), kept.report["faults"], kept.report["remarks"]) == ((0, 0, count), 0, [])


def test_every_list_is_given_to_every_role_or_refused_and_never_fails():
    world = make_world()
    expected = {200, 403}
    found = {}
    for noun in nouns():
        for role, user in world.people.items():
            if user is not None:
                answer = taken(user, noun, "xlsx")
                found[noun, role] = answer if isinstance(answer, int) else 200
    assert set(found.values()) == expected
    refused = {noun for (noun, role), status in found.items() if role == "other student" and status == 403}
    given = {"placements", "hours", "applications", "evaluations", "certificates", "letters", "mentorships"}
    assert refused == set(nouns()) - given


def test_a_stranger_gets_no_row_of_anybodys():
    world = make_world()
    for noun in (
        "students",
        "agreements",
        "applications",
        "placements",
        "hours",
        "opening_hours",
        "records",
        "calls",
        "name_lists",
        "evaluations",
        "certificates",
        "letters",
        "mentorships",
    ):
        user = world.people["other coordinator"]
        content = taken(user, noun)
        assert content.count(b"\r\n") == 1, noun


def test_a_list_takes_the_same_queries_for_one_and_for_many(django_assert_max_num_queries):
    world = make_world()
    clients = {who: signed_in(world.people[who]) for who in ("coordinator", "lead")}
    counts = []
    for _time in range(2):
        counts.append({})
        for noun in nouns():
            who = "lead" if noun in {"slots", "supervisors"} else "coordinator"
            with django_assert_max_num_queries(10) as captured:
                ask(clients[who], noun)
            counts[-1][noun] = len(captured)
        institute = world.people["coordinator"].memberships.get().institute
        partner = world.people["lead"].memberships.get().partner
        for _more in range(2):
            student = StudentFactory(institute=institute)
            AgreementFactory(institute=institute)
            department = DepartmentFactory(site__partner=partner)
            MembershipFactory(supervisor=True, partner=partner, department=department)
            slot = SlotFactory(partner=partner, department=department)
            ApplicationFactory(slot=slot, student=student, submitted=True)
    assert counts[0] == counts[1]


def test_a_noun_without_a_list_and_an_unknown_kind_are_not_found():
    user = MembershipFactory(coordinator=True).user
    assert (taken(user, "nothing"), taken(user, "students", "pdf")) == (404, 404)


def test_lists_are_not_taken_away_too_often(monkeypatch):
    monkeypatch.setattr("core.limits.Limit.spend", lambda _limit, _who: False)
    assert taken(MembershipFactory(coordinator=True).user, "students") == 429


def test_every_sheet_has_its_list():
    assert {noun for noun in nouns() if sheet_of(noun)} == {
        "students", "partners", "departments", "agreements", "supervisors", "slots", "placements", "opening_hours", "records",
        "contacts", "accreditations", "requirements", "contact_log", "programmes", "intakes", "blocks", "calls", "name_lists",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["coordinator", "lead"])
def test_every_sheet_stands_under_one_area_of_the_page_of_lists(role):
    actor = MembershipFactory(**{role: True}).as_actor()
    shown = [sheet.noun for _area, sheets in areas_for(actor) for sheet in sheets]
    assert sorted(shown) == sorted(sheet.noun for sheet in sheets_for(actor))
