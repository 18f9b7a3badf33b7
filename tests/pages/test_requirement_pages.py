"""Pages of requirements: the list, the starter set, and the form that is written without a script."""

import pytest
from django.urls import reverse

from institutions.models import Requirement
from institutions.services.starters import load_starters
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import PlacementFactory
from tests.factories.requirements import EvidenceKindFactory, RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    lead = MembershipFactory(lead=True)
    client.force_login(lead.user)
    return lead


@pytest.fixture
def kinds():
    load_starters()


def a_form(lead, *alternatives, **more):
    """What the page sends: each alternative a list of rows."""
    empty = {
        "count": 1,
        "gap_days": "",
        "field": "",
        "op": "is",
        "value": "",
        "after": "",
        "after_from": "",
        "after_to": "",
        "valid": "forever",
        "months": "",
        "opens": "",
        "closes": "",
    }
    data = {
        "asker": f"partner:{lead.partner_id}",
        "title": "Measles",
        "note": "",
        "due_days": 42,
        "holds": "through",
        "shape": ",".join(str(len(rows)) for rows in alternatives),
        "do": "save",
    }
    for a, rows in enumerate(alternatives):
        for c, row in enumerate(rows):
            data |= {f"a{a}c{c}-{name}": value for name, value in {**empty, **row}.items()}
    return data | more


DOSES = {"kind": "mmr-dose", "count": 2, "gap_days": 28}
SEROLOGY = {"kind": "mmr-titre", "field": "mmr-titre.result", "value": "positive"}


def test_requirement_add_keeps_two_alternatives(client, lead, kinds):
    page = client.post(reverse("requirement_add"), a_form(lead, [DOSES], [SEROLOGY]))
    made = Requirement.objects.get()
    assert page.url == made.get_absolute_url()
    assert made.asker == lead.partner
    assert made.rule == {
        "holds": "through",
        "any": [
            [{"kind": "mmr-dose", "count": 2, "gap_days": 28}],
            [{"kind": "mmr-titre", "where": ["result", "is", "positive"]}],
        ],
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"kind": "tb-symptoms", "field": "tb-symptoms.free", "value": "yess"}, "is yes or no."),
        ({"kind": "hepb-titre", "field": "hepb-titre.titre", "op": "at_least", "value": "nan"}, "is a number."),
        ({"kind": "hepb-titre", "field": "hepb-titre.titre", "op": "at_least", "value": "inf"}, "is a number."),
        ({"kind": "mmr-dose", "valid": "own"}, "states no last day."),
    ],
)
def test_requirement_add_refuses_what_no_record_could_meet(client, lead, kinds, row, said):
    page = client.post(reverse("requirement_add"), a_form(lead, [row]))
    assert (said in page.text, Requirement.objects.count()) == (True, 0)


@pytest.mark.parametrize(("typed", "means"), [("1", True), ("Yes", True), ("ticked", True), ("no", False)])
def test_requirement_add_reads_yes_and_no(client, lead, kinds, typed, means):
    client.post(
        reverse("requirement_add"), a_form(lead, [{"kind": "tb-symptoms", "field": "tb-symptoms.free", "value": typed}])
    )
    assert Requirement.objects.get().rule["any"] == [[{"kind": "tb-symptoms", "where": ["free", "is", means]}]]


def test_requirement_add_reads_every_validity_and_kind_of_value(client, lead, kinds):
    rows = [
        {"kind": "hepb-titre", "field": "hepb-titre.titre", "op": "at_least", "value": "10"},
        {"kind": "bls", "valid": "own"},
        {"kind": "tb-symptoms", "field": "tb-symptoms.free", "value": "yes", "valid": "months", "months": 12},
        {"kind": "influenza", "valid": "season", "opens": "1/9", "closes": "31/3"},
        {"kind": "mmr-titre", "after": "mmr-dose", "after_from": "28", "after_to": "56"},
    ]
    client.post(reverse("requirement_add"), a_form(lead, rows, holds="first_day"))
    assert Requirement.objects.get().rule == {
        "holds": "first_day",
        "any": [
            [
                {"kind": "hepb-titre", "where": ["titre", "at_least", 10]},
                {"kind": "bls", "valid": {"for": "own"}},
                {"kind": "tb-symptoms", "where": ["free", "is", True], "valid": {"for": "months", "months": 12}},
                {"kind": "influenza", "valid": {"for": "season", "opens": [9, 1], "closes": [3, 31]}},
                {"kind": "mmr-titre", "after": {"kind": "mmr-dose", "from": 28, "to": 56}},
            ]
        ],
    }


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"kind": ""}, "This field is required."),
        ({"kind": "bls", "valid": "months"}, "For how many months?"),
        ({"kind": "influenza", "valid": "season", "opens": "31/2", "closes": "31/3"}, "Write day/month"),
        ({"kind": "influenza", "valid": "season"}, "Which day?"),
        ({**SEROLOGY, "kind": "bls"}, "belongs to another kind"),
        ({**SEROLOGY, "value": "good"}, "is one of: positive, negative, equivocal"),
        ({**SEROLOGY, "value": ""}, "Write what it must say."),
        ({"kind": "hepb-titre", "field": "hepb-titre.titre", "value": "high"}, "is a number"),
        ({**SEROLOGY, "op": "at_least"}, "is not a number"),
        ({"kind": "bls", "after": "bls", "after_from": "1", "after_to": "2"}, "Choose another kind"),
        ({"kind": "bls", "after": "mmr-dose", "after_from": "1"}, "How many days?"),
        ({"kind": "bls", "after": "mmr-dose", "after_from": "9", "after_to": "2"}, "It comes before the other."),
    ],
)
def test_requirement_add_says_beside_the_field_what_is_wrong(client, lead, kinds, row, says):
    page = client.post(reverse("requirement_add"), a_form(lead, [row]))
    assert page.status_code == 200
    assert says in page.content.decode()
    assert not Requirement.objects.exists()


@pytest.mark.parametrize(
    ("button", "shape"),
    [
        ("alternative", "2,1,1"),
        ("clause:0", "3,1"),
        ("clause:1", "2,2"),
        ("drop:0:0", "1,1"),
        ("drop:1:0", "2"),
        ("clause:9", "2,1"),
        ("drop:0:9", "2,1"),
        ("drop:x", "2,1"),
    ],
)
def test_rows_come_and_go_by_buttons_and_nothing_typed_is_lost(client, lead, kinds, button, shape):
    page = client.post(
        reverse("requirement_add"), a_form(lead, [DOSES, SEROLOGY], [{"kind": "bls"}], do=button, title="Typed")
    )
    rules = page.context["rules"]
    assert (page.status_code, rules.shape) == (200, shape)
    assert 'value="Typed"' in page.content.decode()
    assert not Requirement.objects.exists()
    if button == "drop:0:0":
        assert rules.rows[0][0]["kind"] == "mmr-titre"


def test_the_last_row_taken_away_leaves_an_empty_one(client, lead, kinds):
    page = client.post(reverse("requirement_add"), a_form(lead, [DOSES], do="drop:0:0"))
    assert page.context["rules"].rows == [[{}]]


def test_check_says_the_rule_in_words_and_tries_examples(client, lead, kinds):
    examples = {"try0-kind": "mmr-titre", "try0-on": a_day(-30).isoformat(), "try0-says": "positive"}
    page = client.post(reverse("requirement_add"), a_form(lead, [DOSES], [SEROLOGY], do="check", **examples))
    text = page.content.decode()
    assert (
        "MMR vaccination twice at least 28 days apart, or MMR serology with result “positive”; must hold through the last day."
        in text
    )
    assert str(page.context["tried"]["sign"].label) == "Met"
    assert not Requirement.objects.exists()
    short = client.post(reverse("requirement_add"), a_form(lead, [DOSES], do="check"))
    assert str(short.context["tried"]["sign"].label) == "Missing"


def test_a_starter_is_copied_into_the_form(client, lead, kinds):
    page = client.get(reverse("requirement_add"), {"starter": "hepatitis-b"})
    assert page.context["rules"].shape == "2,2,2"
    assert 'value="Hepatitis B"' in page.content.decode()
    assert client.get(reverse("requirement_starters")).content.decode().count("?starter=") == 23


def test_requirement_edit_says_who_would_not_be_clear_before_it_saves(client, lead, kinds):
    made = RequirementFactory(partner=lead.partner, rule={"holds": "through", "any": [[{"kind": "bls"}]]})
    PlacementFactory(confirmed=True, application__slot__partner=lead.partner)
    requirement = RequirementFactory(
        partner=lead.partner, active_until=a_day(0), kind=EvidenceKindFactory(slug="privacy-training")
    )
    made.delete()
    address = reverse("requirement_edit", args=[requirement.pk])
    data = a_form(lead, [{"kind": "privacy-training"}], version=1, title="Privacy") | {"idempotency_key": "one"}
    del data["asker"]
    first = client.post(address, data)
    requirement.refresh_from_db()
    assert (first.status_code, requirement.active_until) == (200, a_day(0))
    assert "1 student who is clear now would not be." in first.content.decode()
    stale = client.post(address, data | {"seen": "of something else"})
    assert stale.status_code == 200
    done = client.post(address, data | {"seen": first.context["seen"]})
    requirement.refresh_from_db()
    assert (done.status_code, requirement.active_until, requirement.version) == (302, None, 2)


def test_requirement_edit_that_costs_nobody_saves_at_once(client, lead, kinds):
    requirement = RequirementFactory(partner=lead.partner, kind=EvidenceKindFactory(slug="privacy-training"))
    data = a_form(lead, [{"kind": "privacy-training", "count": 2}], version=1)
    del data["asker"]
    assert client.post(reverse("requirement_edit", args=[requirement.pk]), data).status_code == 302


def test_requirement_end_is_two_requests(client, lead, kinds):
    requirement = RequirementFactory(partner=lead.partner)
    address = reverse("requirement_end", args=[requirement.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"active_until": a_day(3).isoformat()}).status_code == 302
    requirement.refresh_from_db()
    assert requirement.active_until == a_day(3)


@pytest.mark.parametrize("rows", [1, 3])
def test_requirement_list_takes_the_same_queries_for_any_number_of_rows(client, lead, rows, django_assert_num_queries):
    RequirementFactory.create_batch(rows, partner=lead.partner)
    client.get(reverse("requirement_list"))
    with django_assert_num_queries(5):
        page = client.get(reverse("requirement_list"))
    assert len(page.context["page"].object_list) == rows


def test_requirement_list_filters_by_words_and_by_who_asks(client, lead):
    wanted = RequirementFactory(partner=lead.partner, title="Measles")
    RequirementFactory(partner=lead.partner, title="Privacy")
    found = client.get(reverse("requirement_list"), {"q": "meas", "whose": "partner"})
    assert list(found.context["page"].object_list) == [wanted]
    assert list(client.get(reverse("requirement_list"), {"whose": "programme"}).context["page"].object_list) == []


def test_requirement_list_without_rows_leads_to_the_starter_set(client, lead):
    assert "Copy from the starter set" in client.get(reverse("requirement_list")).content.decode()


def test_requirement_detail_says_what_it_said_before(client, lead):
    requirement = RequirementFactory(partner=lead.partner, kind=EvidenceKindFactory(name="Badge"))
    page = client.get(requirement.get_absolute_url())
    assert [said for _at, said in page.context["versions"]] == ["Badge; must hold through the last day"]
    client.force_login(MembershipFactory(coordinator=True).user)
    assert "written by its placement lead" in client.get(requirement.get_absolute_url()).content.decode()
