"""The pages of a placement: who may open what, what they do, how many queries they cost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from placements.models import FeedbackNote, HoursEntry, ObjectiveConfirmation
from placements.states import HoursState, PlacementState
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import FeedbackNoteFactory, HoursEntryFactory, ObjectiveFactory, PlacementFactory
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

SENT = {"idempotency_key": ""}  # what a form with no field of its own sends


@pytest.fixture
def ward():
    return a_ward()


def sign_in(client, membership):
    client.force_login(membership.user)
    return client


def page(name, ward, *more):
    return reverse(name, args=[ward.pk, *more])


@pytest.fixture
def as_student(client, ward):
    return sign_in(client, ward.student)


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


@pytest.mark.parametrize("name", READ + ACTS)
def test_a_strangers_placement_is_not_found(client, ward, name):
    assert sign_in(client, ward.student).get(page("placement_detail", ward)).status_code == 200
    for stranger in strangers(ward):
        assert sign_in(client, stranger).get(page(name, ward)).status_code == 404, stranger.role


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
    assert "No placement fits these filters" in client.get(reverse("placement_list"), {"q": "nowhere"}).content.decode()


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


# Person, memberships and the bell's count are three of them; the rest is the page's own.
QUERIES = {
    "placement_list": 6,
    "placement_detail": 8,
    "hours_list": 7,
    "hours_sign": 5,
    "objective_list": 7,
    "feedback_list": 5,
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


# Hours


def shift(day, **more):
    return {
        "day": day.isoformat(),
        "starts": "08:00",
        "ends": "15:30",
        "break_minutes": "30",
        "category": "procedure",
        "note": "",
    } | more


def test_hours_add_sends_or_keeps_by_the_button(as_student, ward):
    as_student.post(page("hours_add", ward), shift(a_day(-1), send=["False", "true"]))
    as_student.post(page("hours_add", ward), shift(a_day(-2), send=["False", ""]))
    states = list(HoursEntry.objects.order_by("-started_at").values_list("state", "minutes"))
    assert states == [(HoursState.SUBMITTED, 420), (HoursState.DRAFT, 420)]


def test_hours_add_twice_with_one_key_enters_once(as_student, ward):
    for _ in range(2):
        answer = as_student.post(page("hours_add", ward), shift(a_day(-1), idempotency_key="one-and-the-same"))
        assert answer.status_code == 302
    assert HoursEntry.objects.count() == 1


def test_hours_add_that_is_refused_keeps_what_was_typed(as_student, ward):
    answer = as_student.post(page("hours_add", ward), shift(a_day(3), note="Rounds."))
    form = answer.context["form"]
    assert list(form.errors) == ["ends"]
    assert "This shift has not ended yet." in answer.content.decode()
    assert form["note"].value() == "Rounds."


def test_hours_add_begins_like_the_last_shift(as_student, ward):
    HoursEntryFactory(
        placement=ward.placement, started_at=ward.at(a_day(-2), 20), minutes=690, break_minutes=30, category="on_call"
    )
    form = as_student.get(page("hours_add", ward), {"day": a_day(-1).isoformat()}).context["form"]
    names = ("day", "starts", "ends", "break_minutes", "category", "note")
    assert [str(form[name].initial) for name in names] == [str(a_day(-1)), "20:00:00", "08:00:00", "30", "on_call", ""]


def test_hours_list_shows_a_week_on_the_institutes_clock(client, ward):
    day = a_day(0) - timedelta(days=a_day(0).weekday() + 7)  # Monday of last week
    HoursEntryFactory(
        placement=ward.placement, started_at=ward.at(day, 20), minutes=690, break_minutes=30, returned=True
    )
    type(ward.placement.institute).objects.filter(pk=ward.placement.institute_id).update(time_zone="Asia/Karachi")
    text = sign_in(client, ward.student).get(page("hours_list", ward), {"day": day.isoformat()}).content.decode()
    assert "20:00–08:00" in text
    assert "Returned: You left at 14:00 on that day." in text
    assert page("hours_correct", ward, HoursEntry.objects.get().pk) in text


@pytest.mark.parametrize("day", ["yesterday", "2026-13-45", "0001-01-01", "9999-12-31"])
def test_hours_list_with_a_day_that_is_none_shows_this_week(as_student, ward, day):
    answer = as_student.get(page("hours_list", ward), {"day": day})
    week = answer.context["week"]
    assert week.first <= ward.placement.today(clock.now()) <= week.last


def test_hours_week_has_no_way_beyond_the_placement(as_student, ward):
    first = as_student.get(page("hours_list", ward), {"day": ward.placement.starts_on.isoformat()}).context["week"]
    last = as_student.get(page("hours_list", ward), {"day": ward.placement.ends_on.isoformat()}).context["week"]
    assert (first.previous, last.next) == (None, None)
    assert first.next
    assert last.previous


def test_hours_sign_approves_what_is_ticked(as_supervisor, ward):
    first, second = HoursEntryFactory.create_batch(2, placement=ward.placement)
    assert as_supervisor.get(page("hours_sign", ward)).context["ticked"] == {first.pk, second.pk}
    assert as_supervisor.post(page("hours_sign", ward), {"entry_ids": [first.pk]}).status_code == 302
    assert ward.fresh().approved_minutes == 480
    assert [entry.pk for entry in as_supervisor.get(page("hours_sign", ward)).context["waiting"]] == [second.pk]


def test_hours_sign_with_nothing_ticked_says_so(as_supervisor, ward):
    HoursEntryFactory(placement=ward.placement)
    assert "Tick at least one shift." in as_supervisor.post(page("hours_sign", ward), SENT).content.decode()
    assert ward.fresh().approved_minutes == 0


def test_hours_sign_with_one_signed_meanwhile_signs_none(as_supervisor, ward):
    waiting, gone = (
        HoursEntryFactory(placement=ward.placement),
        HoursEntryFactory(placement=ward.placement, approved=True),
    )
    answer = as_supervisor.post(page("hours_sign", ward), {"entry_ids": [waiting.pk, gone.pk]})
    assert "does not wait any more" in answer.content.decode()
    assert ward.fresh().approved_minutes == 480


def test_hours_sign_with_nothing_waiting_says_so(as_supervisor, ward):
    assert "Nothing waits for you" in as_supervisor.get(page("hours_sign", ward)).content.decode()


def test_hours_go_there_and_back(client, ward):
    sign_in(client, ward.student).post(page("hours_add", ward), shift(a_day(-1), send=["False", "true"]))
    entry = HoursEntry.objects.get()
    sign_in(client, ward.supervisor).post(page("hours_return", ward, entry.pk), {"reason": "You left at 14:00."})
    sign_in(client, ward.student)
    assert "You left at 14:00." in client.get(page("hours_correct", ward, entry.pk)).content.decode()
    client.post(page("hours_correct", ward, entry.pk), shift(a_day(-1), ends="14:00"))
    new = HoursEntry.objects.get(supersedes=entry)
    sign_in(client, ward.supervisor).post(page("hours_sign", ward), {"entry_ids": [new.pk]})
    assert ward.fresh().approved_minutes == new.minutes == 330


def test_hours_drafts_are_changed_removed_and_sent(as_student, ward):
    kept, gone = HoursEntryFactory.create_batch(2, placement=ward.placement, draft=True)
    as_student.post(page("hours_edit", ward, kept.pk), shift(kept.local_start.date(), ends="12:00"))
    as_student.post(page("hours_remove", ward, gone.pk), SENT)
    as_student.post(page("hours_send", ward), SENT)
    assert list(HoursEntry.objects.values_list("pk", "state", "minutes")) == [(kept.pk, HoursState.SUBMITTED, 210)]


# Objectives and feedback


def test_objective_list_confirms_by_rank(as_supervisor, ward):
    first, second = ObjectiveFactory.create_batch(2, slot=ward.placement.slot)
    assert (
        as_supervisor.post(
            page("objective_list", ward), {f"objective_{first.pk}": "4", f"objective_{second.pk}": ""}
        ).status_code
        == 302
    )
    word = ObjectiveConfirmation.objects.get()
    assert (word.objective, word.level.rank) == (first, 4)
    [row, _other] = as_supervisor.get(page("objective_list", ward)).context["rows"]
    assert (row["value"], row["said"]) == (4, word)


def test_objective_list_with_no_such_rank_keeps_the_page(as_supervisor, ward):
    objective = ObjectiveFactory(slot=ward.placement.slot)
    answer = as_supervisor.post(page("objective_list", ward), {f"objective_{objective.pk}": "6"})
    assert (answer.status_code, ObjectiveConfirmation.objects.count()) == (200, 0)


def test_objective_list_is_read_by_the_student_and_written_by_nobody_else(as_student, ward):
    objective = ObjectiveFactory(slot=ward.placement.slot)
    assert "Not yet" in as_student.get(page("objective_list", ward)).content.decode()
    assert as_student.post(page("objective_list", ward), {f"objective_{objective.pk}": "4"}).status_code == 403
    assert not ObjectiveConfirmation.objects.exists()


def test_feedback_add_takes_its_kind_from_the_button(as_supervisor, ward):
    as_supervisor.post(
        page("feedback_add", ward),
        {"kind": ["", "next_step"], "text": "Work faster on portable chest films.", "objective": ""},
    )
    note = FeedbackNote.objects.get()
    assert (note.kind, note.text) == ("next_step", "Work faster on portable chest films.")


def test_feedback_thank(as_student, ward):
    note = FeedbackNoteFactory(placement=ward.placement)
    assert page("feedback_thank", ward, note.pk) in as_student.get(page("feedback_list", ward)).content.decode()
    as_student.post(page("feedback_thank", ward, note.pk), SENT)
    note.refresh_from_db()
    assert note.thanked_at is not None
    assert page("feedback_thank", ward, note.pk) not in as_student.get(page("feedback_list", ward)).content.decode()


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
