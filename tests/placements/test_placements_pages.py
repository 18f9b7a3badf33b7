"""The pages of a placement: who may open what, what they do, how many queries they cost."""

import pytest
from django.urls import reverse

from placements.states import PlacementState
from tests.factories.evaluations import EvaluationFactory, submitted
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.papers import some_papers
from tests.factories.placements import FeedbackNoteFactory, HoursEntryFactory, ObjectiveFactory, PlacementFactory
from tests.placements.pages import page, sign_in
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db

READ = ("placement_detail", "hours_list", "objective_list", "feedback_list")
ACTS = (
    "placement_confirm",
    "placement_arrive",
    "placement_cancel",
    "placement_end_early",
    "placement_complete",
    "placement_supervisor",
    "hours_add",
    "hours_send",
    "hours_sign",
    "feedback_add",
)


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def as_supervisor(client, ward):
    return sign_in(client, ward.supervisor)


# Isolation


def strangers(ward):
    """People of other organisations, and of these who have nothing to do with it."""
    return [
        MembershipFactory(coordinator=True),
        MembershipFactory(lead=True),
        MembershipFactory(supervisor=True, partner=ward.placement.partner),
        MembershipFactory(student=True, institute=ward.placement.institute),
        MembershipFactory(viewer=True),
    ]


def test_a_strangers_placement_is_not_found(client, ward):
    assert sign_in(client, ward.student).get(page("placement_detail", ward)).status_code == 200
    for stranger in strangers(ward):
        sign_in(client, stranger)
        found = {name: client.get(page(name, ward)).status_code for name in READ + ACTS}
        assert found == dict.fromkeys(READ + ACTS, 404), stranger.role


@pytest.mark.parametrize("name", READ)
def test_everyone_it_names_reads_a_placement(client, ward, name):
    viewer = MembershipFactory(viewer=True, institute=ward.placement.institute)
    for membership in (ward.student, ward.supervisor, ward.lead, ward.coordinator, viewer):
        answer = sign_in(client, membership).get(page(name, ward))
        assert (answer.status_code, ward.student.user.name in answer.content.decode()) == (200, True), membership.role


def test_a_placement_asks_to_sign_in(client, ward):
    answer = client.get(page("placement_detail", ward))
    assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True)


def test_an_entry_of_another_placement_is_not_found(as_supervisor, ward):
    foreign = HoursEntryFactory(
        placement=PlacementFactory(supervisor=ward.supervisor, application__slot__partner=ward.placement.partner)
    )
    assert as_supervisor.get(page("hours_return", ward, foreign.pk)).status_code == 404
    assert as_supervisor.get(reverse("hours_return", args=[foreign.placement_id, foreign.pk])).status_code == 200


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("placement_arrive", "student", 403),
        ("placement_arrive", "lead", 409),
        ("placement_confirm", "supervisor", 403),
        ("placement_cancel", "coordinator", 409),
        ("placement_complete", "lead", 403),
        ("placement_complete", "coordinator", 409),
        ("placement_supervisor", "coordinator", 403),
        ("hours_add", "supervisor", 403),
        ("hours_sign", "student", 403),
        ("feedback_add", "student", 403),
    ],
)
def test_a_page_that_refuses_says_why_and_does_nothing(client, ward, name, who, status):
    sign_in(client, getattr(ward, who))
    shown, sent = (
        client.get(page(name, ward)),
        client.post(page(name, ward), {"reason": "x", "kind": "strength", "text": "x"}),
    )
    assert (shown.status_code, sent.status_code) == (status, status)
    assert "Go back" in shown.content.decode()
    assert ward.fresh().state == PlacementState.ACTIVE


# Lists


def test_placement_list_shows_each_their_own(client, ward):
    others = [PlacementFactory(), PlacementFactory(application__slot__partner=ward.placement.partner)]
    for membership, expected in ((ward.student, 1), (ward.supervisor, 1), (ward.coordinator, 1), (ward.lead, 2)):
        rows = sign_in(client, membership).get(reverse("placement_list")).context["rows"]
        assert len(rows) == expected, membership.role
        assert ward.placement in rows
    assert len(others) == 2


def test_placement_list_filters_by_state_and_words(client, ward):
    done = PlacementFactory(
        completed=True, application__slot__partner=ward.placement.partner, application__slot__title="Ultrasound"
    )
    sign_in(client, ward.lead)
    for query, expected in (
        ({"state": "completed"}, done),
        ({"q": "ultrasou"}, done),
        ({"q": ward.student.user.name}, ward.placement),
    ):
        assert client.get(reverse("placement_list"), query).context["rows"] == [expected]
    for nothing in ("nowhere", ward.placement.partner.name):  # their own stands in every row
        assert "Nothing fits these filters" in client.get(reverse("placement_list"), {"q": nothing}).content.decode()
    sign_in(client, ward.coordinator)
    named = client.get(reverse("placement_list"), {"q": ward.placement.partner.name})
    assert named.context["rows"] == [ward.placement]


def test_placement_list_counts_hours_that_wait(client, ward):
    HoursEntryFactory.create_batch(2, placement=ward.placement)
    HoursEntryFactory(placement=ward.placement, approved=True)
    [row] = sign_in(client, ward.supervisor).get(reverse("placement_list")).context["rows"]
    assert (row.hours_waiting, row.approved_minutes) == (2, 480)


@pytest.mark.parametrize("rows", [1, 3])
def test_placement_list_costs_the_same_for_any_rows(client, ward, rows, django_assert_num_queries):
    for _ in range(rows - 1):
        HoursEntryFactory(placement=PlacementFactory(application__slot__partner=ward.placement.partner))
    sign_in(client, ward.lead).get(reverse("placement_list"))
    with django_assert_num_queries(QUERIES["placement_list"]):
        assert len(client.get(reverse("placement_list")).context["rows"]) == rows


# Person and memberships are two of them; the rest is the page's own.
QUERIES = {
    "placement_list": 5,
    "placement_detail": 7,
    "hours_list": 8,
    "hours_sign": 4,
    "objective_list": 7,
    "feedback_list": 4,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", [name for name in QUERIES if name != "placement_list"])
def test_a_placements_pages_cost_the_same_for_any_rows(as_supervisor, ward, rows, name, django_assert_num_queries):
    HoursEntryFactory.create_batch(rows, placement=ward.placement)
    FeedbackNoteFactory.create_batch(rows, placement=ward.placement)
    ObjectiveFactory.create_batch(rows, slot=ward.placement.slot)
    as_supervisor.get(page(name, ward))
    with django_assert_num_queries(QUERIES[name]):
        as_supervisor.get(page(name, ward))


# The course of a placement


@pytest.mark.parametrize(
    ("trait", "done", "now"),
    [
        ("planned", 2, "Confirmed"),
        ("confirmed", 3, "On placement"),
        ("active", 3, "On placement"),
        ("completed", 4, "Evaluated"),
    ],
)
def test_placement_detail_shows_how_far_it_is(client, trait, done, now):
    ward = a_ward(**({} if trait == "active" else {trait: True}))
    path = sign_in(client, ward.student).get(page("placement_detail", ward)).context["path"]
    assert [step["tone"] for step in path].count("done") == done
    assert [str(step["label"]) for step in path if step["tone"] == "now"] == [now]


def test_placement_detail_shows_the_way_to_its_end(client):
    papers = some_papers()
    sign_in(client, papers.ward.student)

    def now():
        path = client.get(page("placement_detail", papers.ward)).context["path"]
        return [str(step["label"]) for step in path if step["tone"] == "now"]

    assert now() == ["Evaluated"]
    submitted(EvaluationFactory(placement=papers.placement))
    assert now() == ["Certified"]
    papers.certificate()
    assert now() == []


def test_placement_arrive_and_cancel_by_their_pages(client):
    ward, other = a_ward(confirmed=True, first=-1), a_ward(confirmed=True)
    sign_in(client, ward.supervisor).post(
        page("placement_arrive", ward), {"arrived_on": a_day(-1).isoformat(), "note": ""}
    )
    sign_in(client, other.lead).post(page("placement_cancel", other), {"reason": "The unit is being rebuilt."})
    assert (ward.fresh().state, other.fresh().state) == (PlacementState.ACTIVE, PlacementState.CANCELLED)


def test_placement_complete_lists_what_is_missing(client, ward):
    ObjectiveFactory(slot=ward.placement.slot)
    answer = sign_in(client, ward.coordinator).get(page("placement_complete", ward))
    assert answer.status_code == 409
    for words in (
        "320 h of approved time are missing.",
        "1 objective is not confirmed.",
        "The final evaluation is not submitted.",
    ):
        assert words in answer.content.decode()


def test_placement_end_early_by_its_page(client, ward):
    sign_in(client, ward.coordinator).post(
        page("placement_end_early", ward), {"last_day": a_day(-1).isoformat(), "reason": "Moves away."}
    )
    assert (ward.fresh().state, ward.placement.ended_on) == (PlacementState.ENDED_EARLY, a_day(-1))


def test_placement_supervisor_offers_the_partners_own(client, ward):
    new = MembershipFactory(supervisor=True, partner=ward.placement.partner)
    MembershipFactory(supervisor=True)
    sign_in(client, ward.lead)
    choices = client.get(page("placement_supervisor", ward)).context["form"].fields["supervisor"].queryset
    assert set(choices) == {ward.supervisor, new}
    client.post(page("placement_supervisor", ward), {"supervisor": new.pk})
    assert ward.fresh().supervisor == new
