"""Support plans: proposed, answered, reviewed, closed; one at a time, seen by three."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from notifications import reminders
from notifications.models import Notification
from placements.models import SupportPlan
from placements.services.support import (
    agree_support,
    ask_change,
    change_support,
    close_support,
    do_step,
    open_support,
    review_support,
)
from placements.states_support import SupportState
from placements.sweeps.support import TO_REVIEW, UNANSWERED
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import HoursEntryFactory
from tests.factories.support import SupportPlanFactory
from tests.placements.pages import page, sign_in
from tests.placements.ward import a_ward, names, told
from tests.races import race, refusals

pytestmark = pytest.mark.django_db

WRITTEN = {"goal": "Hours keep pace again.", "steps": [("Enter each Sunday.", "student")], "review_on": a_day(14)}


@pytest.fixture
def ward():
    return a_ward()


def opened(ward, by=None, **said):
    return open_support(placement_id=ward.pk, by=by or ward.office, now=clock.now(), **{**WRITTEN, **said})


def test_open_support_keeps_what_was_seen_and_asks_the_student(ward):
    plan = opened(ward, facts=["26 h behind an even pace."], steps=[("Enter.", "student"), ("Sign.", "supervisor")])
    assert (plan.state, plan.facts, list(plan.steps.values_list("position", "who"))) == (
        SupportState.PROPOSED,
        ["26 h behind an even pace."],
        [(1, "student"), (2, "supervisor")],
    )
    assert told("support.opened") == names(ward.student, ward.supervisor)


def test_open_support_by_others_is_not_allowed(ward):
    for actor in (ward.intern, ward.doctor, ward.host, a_ward().office):
        with pytest.raises(NotAllowed):
            opened(ward, by=actor)
    assert not SupportPlan.objects.exists()


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"steps": []}, "step_1", "at least one step"),
        ({"review_on": a_day(0)}, "review_on", "a day ahead"),
        ({"review_on": a_day(61)}, "review_on", "a day ahead"),
        ({"goal": "Visit MRN 884213"}, "goal", "a record number"),
        ({"steps": [("Enter.", "student"), ("See MRN 884213", "student")]}, "step_2", "a record number"),
    ],
)
def test_a_plan_that_is_none_is_refused_beside_its_field(ward, said, field, words):
    with pytest.raises(Refusal, match=words) as error:
        opened(ward, **said)
    assert (error.value.field, SupportPlan.objects.exists()) == (field, False)


def test_a_second_plan_waits_for_the_end_of_the_first(ward):
    plan = opened(ward)
    with pytest.raises(Refusal, match="A support plan is open"):
        opened(ward)
    with pytest.raises(IntegrityError, match="one_running_support_plan"), transaction.atomic():
        SupportPlanFactory(placement=ward.placement)
    close_support(plan_id=plan.pk, by=ward.office, now=clock.now(), outcome="helped", outcome_note="All is entered.")
    assert opened(ward).pk != plan.pk


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_open_one_plan():
    ward = a_ward()
    other = MembershipFactory(coordinator=True, institute=ward.placement.institute).as_actor()
    results = race([partial(opened, ward, by=actor) for actor in (ward.office, other)])
    assert (len(refusals(results, Refusal)), SupportPlan.objects.count()) == (1, 1)


def test_the_whole_course_of_a_plan(ward):
    plan, now = opened(ward), clock.now()
    with pytest.raises(Refusal, match="once the plan is agreed"):
        do_step(plan_id=plan.pk, step_id=plan.steps.get().pk, by=ward.intern, now=now)
    ask_change(plan_id=plan.pk, by=ward.intern, now=now, reason="Sundays I travel.")
    assert told("support.change_asked") == names(ward.coordinator)
    change_support(plan_id=plan.pk, by=ward.office, now=now, **WRITTEN | {"steps": [("Enter each Monday.", "student")]})
    agree_support(plan_id=plan.pk, by=ward.intern, now=now)
    assert told("support.agreed") == names(ward.coordinator, ward.supervisor)
    with pytest.raises(Refusal, match="What was agreed stays"):
        change_support(plan_id=plan.pk, by=ward.office, now=now, **WRITTEN)
    step = do_step(plan_id=plan.pk, step_id=plan.steps.get().pk, by=ward.intern, now=now)
    assert (step.text, step.done_by) == ("Enter each Monday.", ward.student.user)
    review_support(plan_id=plan.pk, by=ward.office, now=now, note="Better.", review_on=a_day(20))
    closed = close_support(plan_id=plan.pk, by=ward.office, now=now, outcome="helped", outcome_note="All is entered.")
    assert (closed.state, closed.review_on, closed.outcome) == (SupportState.CLOSED, a_day(20), "helped")
    moves = list(closed.transitions.order_by("pk").values_list("move", flat=True))
    assert moves == ["ask_change", "change", "agree", "review", "close"]
    assert told("support.closed") == names(ward.student, ward.supervisor)
    with pytest.raises(Refusal, match="closed already"):
        close_support(plan_id=plan.pk, by=ward.office, now=now, outcome="helped", outcome_note="Twice.")


def test_only_the_student_agrees_and_only_the_office_reviews(ward):
    plan, now = opened(ward), clock.now()
    for actor in (ward.office, ward.doctor, a_ward().intern):
        with pytest.raises(NotAllowed):
            agree_support(plan_id=plan.pk, by=actor, now=now)
    agree_support(plan_id=plan.pk, by=ward.intern, now=now)
    for actor in (ward.intern, ward.doctor, ward.host):
        with pytest.raises(NotAllowed):
            review_support(plan_id=plan.pk, by=actor, now=now, note="Fine.", review_on=a_day(20))


def test_a_step_is_done_by_whose_it_is_or_by_the_office_once(ward):
    plan = SupportPlanFactory(placement=ward.placement, agreed=True)
    step, now = plan.steps.get(), clock.now()
    for actor in (ward.doctor, ward.host):
        with pytest.raises(NotAllowed):
            do_step(plan_id=plan.pk, step_id=step.pk, by=actor, now=now)
    do_step(plan_id=plan.pk, step_id=step.pk, by=ward.office, now=now)
    with pytest.raises(Refusal, match="done already"):
        do_step(plan_id=plan.pk, step_id=step.pk, by=ward.intern, now=now)


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"state": "closed"}, "a_closed_plan_says_what_came_of_it"),
        ({"outcome": "helped"}, "a_closed_plan_says_what_came_of_it"),
        ({"state": "agreed"}, "an_agreed_plan_says_when"),
    ],
)
def test_support_constraints(ward, change, promise):
    plan = SupportPlanFactory(placement=ward.placement)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        SupportPlan.objects.filter(pk=plan.pk).update(**change)


def test_who_sees_a_plan(ward):
    plan = SupportPlanFactory(placement=ward.placement)
    viewer = MembershipFactory(viewer=True, institute=ward.placement.institute).as_actor()
    admin = MembershipFactory(administrator=True).as_actor()
    people = (ward.intern, ward.doctor, ward.office, ward.host, viewer, admin, a_ward().office)
    seen = [SupportPlan.objects.visible_to(actor).filter(pk=plan.pk).exists() for actor in people]
    assert seen == [True, True, True, False, False, False, False]


def test_the_office_is_reminded_on_the_day_of_the_review_and_the_student_after_three_days(ward):
    plan = SupportPlanFactory(placement=ward.placement)
    days = [reminders.remind(now=ward.at(a_day(n), 12), rules=[UNANSWERED, TO_REVIEW]) for n in (2, 4, 5, 14, 15)]
    assert days == [0, 1, 0, 1, 0]
    kinds = Notification.objects.order_by("pk").values_list("kind", "reader__name")
    assert list(kinds) == [
        ("support.unanswered", ward.student.user.name),
        ("support.to_review", ward.coordinator.user.name),
    ]
    assert plan.is_due(a_day(14))


# The pages


def test_support_list_says_who_and_why_and_leads_to_a_plan(client, ward):
    calm = a_ward(application__student__institute=ward.placement.institute, first=-1)
    listed = sign_in(client, ward.coordinator).get(reverse("support_list"))
    assert [row.placement for row in listed.context["page"]] == [ward.placement]
    assert ("No hours entered since the first day" in listed.text, calm.student.user.name in listed.text) == (
        True,
        False,
    )
    form = {
        "goal": "Hours keep pace.",
        "step_1": "Enter each Sunday.",
        "who_1": "student",
        "review_on": a_day(14).isoformat(),
    }
    answer = client.post(page("support_add", ward), form, follow=True)
    plan = SupportPlan.objects.get()
    assert (answer.context["plan"], len(plan.facts) > 0) == (plan, True)
    assert "Waits for the student" in client.get(reverse("support_list")).text


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("signal=silence", 1), ("signal=absence", 0), ("plan=with", 0), ("plan=without", 1), ("q=nobody", 0)],
)
def test_support_list_under_its_filters(client, ward, query, count):
    found = sign_in(client, ward.coordinator).get(f"{reverse('support_list')}?{query}")
    assert len(found.context["page"].object_list) == count


def test_support_list_leaves_as_a_table(client, ward, monkeypatch):
    monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)
    table = sign_in(client, ward.coordinator).get(reverse("export_table", args=["support", "csv"]))
    lines = table.getvalue().decode("utf-8-sig").splitlines()
    assert (len(lines), ward.student.user.name in lines[1]) == (2, True)


def test_support_list_is_the_offices_alone(client, ward):
    for membership in (ward.student, ward.supervisor, ward.lead):
        assert sign_in(client, membership).get(reverse("support_list")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_support_list_asks_no_more_for_three_than_for_one(client, ward, count, django_assert_num_queries):
    for _more in range(count - 1):
        other = a_ward(application__student__institute=ward.placement.institute)
        HoursEntryFactory(placement=other.placement)
        SupportPlanFactory(placement=other.placement)
    sign_in(client, ward.coordinator).get(reverse("support_list"))
    with django_assert_num_queries(5):
        client.get(reverse("support_list"))


def test_a_student_agrees_and_ticks_a_step(client, ward):
    plan = SupportPlanFactory(placement=ward.placement)
    assert plan.get_absolute_url() in sign_in(client, ward.student).get(ward.placement.get_absolute_url()).text
    client.post(reverse("support_agree", args=[plan.pk]), {"idempotency_key": ""})
    client.post(reverse("support_step", args=[plan.pk, plan.steps.get().pk]), {"idempotency_key": ""})
    plan.refresh_from_db()
    assert (plan.state, plan.steps.get().done_at is not None) == (SupportState.AGREED, True)


def test_a_student_agrees_to_the_plan_that_they_have_read(client, ward):
    plan = opened(ward)
    address = reverse("support_agree", args=[plan.pk])
    client.force_login(ward.student.user)
    page = client.get(address)
    assert plan.goal in page.text
    other = {"goal": "Another goal altogether.", "steps": [("Another step.", "student")], "review_on": plan.review_on}
    change_support(plan_id=plan.pk, by=ward.office, now=clock.now(), **other)
    refused = client.post(address, {"version": page.context["form"]["version"].value()})
    assert ("Somebody changed this" in refused.text, "Another goal altogether." in refused.text) == (True, True)
    assert client.post(address, {"version": refused.context["form"]["version"].value()}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "agreed"


def test_homes_name_the_plan_that_waits_and_the_one_whose_day_has_come(client, ward):
    plan = SupportPlanFactory(placement=ward.placement, review_on=a_day(0))
    for membership, words in (
        (ward.student, "A plan to help you waits"),
        (ward.coordinator, "1 support plan to look at"),
    ):
        assert words in sign_in(client, membership).get(reverse("home")).text
    agree_support(plan_id=plan.pk, by=ward.intern, now=clock.now())
    assert "A plan to help you waits" not in sign_in(client, ward.student).get(reverse("home")).text


def test_the_office_changes_reviews_and_closes_by_its_pages(client, ward):
    plan = SupportPlanFactory(placement=ward.placement)
    address = partial(reverse, args=[plan.pk])
    sign_in(client, ward.coordinator)
    changed = client.get(address("support_change")).context["form"]
    assert (changed["goal"].value(), changed["step_1"].value()) == (plan.goal, "Enter each week on Sunday.")
    form = {"goal": "Another.", "step_1": "A.", "step_3": "C.", "who_3": "office", "review_on": a_day(9).isoformat()}
    client.post(address("support_change"), form)
    assert list(plan.steps.order_by("position").values_list("text", "who")) == [("A.", "student"), ("C.", "office")]
    agree_support(plan_id=plan.pk, by=ward.intern, now=clock.now())
    client.post(address("support_review"), {"note": "Better.", "review_on": a_day(20).isoformat()})
    client.post(address("support_close"), {"outcome": "partly", "outcome_note": "Most is entered."})
    plan.refresh_from_db()
    assert (plan.goal, plan.review_on, plan.outcome) == ("Another.", a_day(20), "partly")


def test_the_placement_shows_signals_to_those_who_can_act_and_not_to_the_student(client, ward):
    seen = [
        "Worth a look" in sign_in(client, membership).get(ward.placement.get_absolute_url()).text
        for membership in (ward.coordinator, ward.supervisor, ward.lead, ward.student)
    ]
    assert seen == [True, True, True, False]


def test_a_move_from_the_wrong_state_is_refused(ward):
    plan = SupportPlanFactory(placement=ward.placement, agreed=True)
    with pytest.raises(Refusal, match="does not wait"):
        agree_support(plan_id=plan.pk, by=ward.intern, now=clock.now())
