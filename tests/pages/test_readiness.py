"""Pages of readiness: who starts soon, the matrix and its file, one student over all partners."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from config.pages.readiness_partners import AtPartner, says
from institutions.models import EvidenceKind
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory, PlacementFactory, SlotFactory
from tests.factories.records import RecordFactory
from tests.factories.requirements import EvidenceKindFactory, RequirementFactory
from tests.factories.students import StudentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return MembershipFactory(lead=True)


@pytest.fixture
def office():
    return MembershipFactory(coordinator=True, clears_health_evidence=True)


@pytest.fixture
def place(lead, office):
    def make(**changes):
        student = StudentFactory(institute=office.institute)
        return PlacementFactory(
            confirmed=True, application__student=student, application__slot__partner=lead.partner, **changes
        )

    return make


@pytest.fixture
def asked(lead):
    """One thing about health, one not."""
    health = RequirementFactory(partner=lead.partner, title="Measles", kind=EvidenceKindFactory(slug="m", health=True))
    plain = RequirementFactory(partner=lead.partner, title="Privacy", kind=EvidenceKindFactory(slug="p"))
    return health, plain


@pytest.fixture
def password_given(monkeypatch):
    monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)


def clear(placement, *slugs):
    for slug in slugs:
        RecordFactory(student=placement.student, kind=EvidenceKind.objects.get(slug=slug), verified=True)


def ask(client, who, name, data=None, **kwargs):
    client.force_login(who.user)
    return client.get(reverse(name, **kwargs), data or {})


def test_readiness_list_shows_who_cannot_start_and_why(client, office, place, asked):
    ready, late, unborn = place(), place(), place(first=60)
    clear(ready, "m", "p")
    clear(late, "p")
    page = ask(client, office, "readiness_list")
    assert [(row["placement"], row["days"], row["wants"]) for row in page.context["rows"]] == [(late, 20, ["Measles"])]
    assert (page.context["total"], page.context["clear"]) == (2, 1)
    everyone = ask(client, office, "readiness_list", {"show": "all", "weeks": "12"})
    assert {row["placement"] for row in everyone.context["rows"]} == {ready, late, unborn}


def test_readiness_list_tells_who_does_not_clear_health_that_it_is_health(client, office, place, asked):
    late = place()
    clear(late, "p")
    office.clears_health_evidence = False
    office.save()
    page = ask(client, office, "readiness_list")
    assert [list(map(str, row["wants"])) for row in page.context["rows"]] == [["Health"]]
    assert "Measles" not in page.content.decode()


def test_readiness_list_tells_a_lead_clear_or_not_clear_and_nothing_else(client, lead, place, asked):
    late = place()
    page = ask(client, lead, "readiness_list")
    text = page.content.decode()
    assert late.student.user.name in text
    assert "Not clear" in text
    assert ("Measles" in text, "Privacy" in text, "Still open" in text) == (False, False, False)


def test_readiness_list_says_when_everyone_is_clear_and_when_nobody_comes(client, office, place):
    assert "Nobody starts in this time" in ask(client, office, "readiness_list").content.decode()
    place()
    assert "Everyone is clear" in ask(client, office, "readiness_list").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_readiness_list_takes_the_same_queries_for_any_number_of_rows(
    client, office, place, asked, rows, django_assert_num_queries
):
    for _ in range(rows):
        place()
    ask(client, office, "readiness_list")
    with django_assert_num_queries(5):
        page = client.get(reverse("readiness_list"))
    assert len(page.context["rows"]) == rows


def test_readiness_list_shows_fifty_at_a_time_and_counts_them_all(client, office, place, asked, monkeypatch):
    monkeypatch.setattr("config.pages.readiness.PAGE", 2)
    late = {place() for _ in range(3)}
    pages = [ask(client, office, "readiness_list", {"page": number}) for number in (1, 2)]
    assert [len(page.context["rows"]) for page in pages] == [2, 1]
    assert {row["placement"] for page in pages for row in page.context["rows"]} == late
    assert [page.context["total"] for page in pages] == [3, 3]


def shown(page):
    """Each row of the matrix as letters."""
    return [[part.split(">")[2][0] for part in row.cells.split("<td")[1:]] for row in page.context["matrix"].rows]


def test_readiness_matrix_begins_with_the_partner_where_somebody_starts_next(client, office, lead, place, asked):
    ready, late = place(), place()
    clear(ready, "m", "p")
    RecordFactory(student=late.student, kind=EvidenceKind.objects.get(slug="p"))
    page = ask(client, office, "readiness_matrix")
    matrix = page.context["matrix"]
    assert matrix.partner == lead.partner
    assert [column.title for column in matrix.columns] == ["Measles", "Privacy"]
    assert {row.student.pk: row.is_clear for row in matrix.rows} == {ready.student_id: True, late.student_id: False}
    assert sorted(shown(page)) == [["N", "S"], ["Y", "Y"]]


def test_readiness_matrix_filters(client, office, lead, place, asked):
    ready, late = place(), place()
    clear(ready, "m", "p")
    clear(late, "p")
    data = {"partner": lead.partner_id, "only_open": "on"}
    assert [row.student for row in ask(client, office, "readiness_matrix", data).context["matrix"].rows] == [
        late.student
    ]
    one = ask(client, office, "readiness_matrix", data | {"requirement": "Privacy"}).context["matrix"]
    assert (one.rows, [column.title for column in one.columns]) == ([], ["Privacy"])
    intake = {"partner": lead.partner_id, "intake": ready.student.intake_id}
    assert [row.student for row in ask(client, office, "readiness_matrix", intake).context["matrix"].rows] == [
        ready.student
    ]


def test_readiness_matrix_of_a_whole_intake_as_if_they_came(client, office, lead, asked):
    student = StudentFactory(institute=office.institute)
    data = {"partner": lead.partner_id, "intake": student.intake_id, "whom": "intake"}
    page = ask(client, office, "readiness_matrix", data)
    assert ([row.student for row in page.context["matrix"].rows], shown(page)) == ([student], [["N", "N"]])
    without = ask(client, office, "readiness_matrix", {"partner": lead.partner_id, "whom": "intake"})
    assert "Which intake?" in without.content.decode()


def test_readiness_matrix_folds_health_and_offers_no_health_requirement_to_filter_by(
    client, office, place, asked, password_given
):
    clear(place(), "p")
    viewer = MembershipFactory(viewer=True, institute=office.institute)
    page = ask(client, viewer, "readiness_matrix")
    assert [str(column.title) for column in page.context["matrix"].columns] == ["Privacy", "Health"]
    assert "Measles" not in page.content.decode()
    assert b"Measles" not in b"".join(ask(client, viewer, "readiness_export"))


def test_readiness_matrix_of_a_lead_has_no_columns(client, lead, place, asked):
    place()
    page = ask(client, lead, "readiness_matrix")
    assert (page.context["matrix"].columns, len(page.context["matrix"].rows)) == ([], 1)
    assert ("Measles" in page.content.decode(), "Privacy" in page.content.decode()) == (False, False)


def test_readiness_export_says_in_words_what_the_matrix_shows(client, office, place, asked, password_given):
    placement = place()
    placement.student.user.name = "=Bilal"
    placement.student.user.save()
    clear(placement, "p")
    text = b"".join(ask(client, office, "readiness_export", {"kind": "csv"})).decode("utf-8-sig").splitlines()
    assert text[0] == "Name,Roll number,Programme,First day,Last day,Clear to start,Measles,Privacy"
    assert text[1].startswith("'=Bilal,")
    assert text[1].endswith(",not clear,Missing,Met")
    workbook = ask(client, office, "readiness_export", {"kind": "xlsx"})
    assert b"".join(workbook)[:2] == b"PK"


@pytest.mark.parametrize("rows", [1, 3])
def test_readiness_matrix_takes_the_same_queries_for_any_number_of_rows(
    client, office, place, asked, rows, django_assert_num_queries
):
    for _ in range(rows):
        place()
    ask(client, office, "readiness_matrix")
    with django_assert_num_queries(8):
        page = client.get(reverse("readiness_matrix"))
    assert len(page.context["matrix"].rows) == rows


def test_readiness_student_is_clear_for_some_and_misses_something_for_others(client, office, lead, place, asked):
    placement = place()
    clear(placement, "m")
    RequirementFactory(partner=SlotFactory().partner, kind=EvidenceKind.objects.get(slug="m"))
    applied = ApplicationFactory(student=placement.student, submitted=True)
    client.force_login(placement.student.user)
    page = client.get(reverse("readiness_student", args=[placement.student_id]))
    assert page.context["says"] == "Clear for 2 partners; missing Privacy for 1"
    hows = {at.partner.pk: str(at.how) for at in page.context["partners"]}
    assert hows[lead.partner_id] == "Placed"
    assert hows[applied.slot.partner_id] == "Applied"
    assert set(hows.values()) == {"Placed", "Applied", "Could apply"}


def at_partner(row, missing):
    wants = missing if row.is_clear else missing or ["MMR"]
    return AtPartner(partner=None, how="Placed", row=row, wants=wants, missing=missing)


@pytest.mark.parametrize(
    ("partners", "said"),
    [
        ([[], []], "Clear for 2 partners"),
        (
            [[], ["Tdap", "BLS"], ["Tdap", "BLS"], ["MMR"]],
            "Clear for 1 partner; missing Tdap and BLS for 2; missing MMR for 1",
        ),
        ([["A", "B", "C", "D", "E"]], "Missing A, B and 3 more for 1"),
        ([None], "With the office for 1"),
    ],
)
def test_the_headline_names_for_each_what_is_missing_there(partners, said):
    rows = [(SimpleNamespace(is_clear=missing == []), missing or []) for missing in partners]
    assert says([at_partner(row, missing) for row, missing in rows]) == said


def test_readiness_student_lets_the_coordinator_waive_what_is_open(client, office, place, asked):
    placement = place()
    health, plain = asked
    page = ask(client, office, "readiness_student", args=[placement.student_id]).content.decode()
    addresses = [reverse("waiver_add", args=[placement.student_id, r.pk]) for r in (health, plain)]
    assert [address in page for address in addresses] == [True, True]


def test_the_placement_page_says_as_much_as_the_reader_may_know(client, office, lead, place, asked):
    placement = place()
    clear(placement, "p")
    seen = {}
    supervisor = placement.supervisor
    for who in (office, lead, supervisor):
        client.force_login(who.user)
        text = client.get(placement.get_absolute_url()).content.decode()
        seen[who.role] = ("Clear to start?" in text, "Not clear" in text, "Measles" in text)
    assert seen == {
        "coordinator": (True, True, True),
        "lead": (True, True, False),
        "supervisor": (False, False, False),
    }


def test_the_internship_page_says_what_is_asked_and_to_a_student_how_they_stand(client, lead, office, asked):
    slot = SlotFactory(partner=lead.partner)
    student = StudentFactory(institute=office.institute)
    RecordFactory(student=student, kind=EvidenceKind.objects.get(slug="m"), verified=True)
    address = slot.get_absolute_url()
    anonymous = client.get(address).content.decode()
    assert ("What is asked before the first day" in anonymous, "Not clear yet" in anonymous) == (True, False)
    client.force_login(student.user)
    page = client.get(address)
    lines = page.context["asked"]["lines"]
    assert [(line.title, str(line.sign.label)) for line in lines] == [("Privacy", "Missing"), ("Measles", "Met")]
    assert "Not clear yet" in page.content.decode()


def test_homes_say_how_many_start_soon_and_are_not_clear(client, office, lead, place, asked):
    place(), place()
    for who in (office, lead):
        client.force_login(who.user)
        assert "2 start within six weeks and are not clear" in client.get(reverse("home")).content.decode()


def test_a_day_beyond_six_weeks_is_not_soon(client, office, place, asked):
    placement = place(first=43)
    assert placement.starts_on == a_day(43)
    assert ask(client, office, "readiness_list").context["total"] == 0
