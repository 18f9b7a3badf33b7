"""Pages of choosing: what a lead, a reviewer and a student do on them, and how many queries they take."""

import re

import pytest
from django.urls import reverse

from core import clock
from core.words import when
from placements.models import Conflict, Interview, Review, Selection
from placements.states import ApplicationState, InterviewState
from tests.factories.institutions import a_day
from tests.factories.placements import ApplicationFactory
from tests.factories.selection import (
    DecisionFactory,
    InterviewFactory,
    InterviewTimeFactory,
    QuotaGroupFactory,
    ReviewFactory,
)
from tests.placements.pages_of_applications import act, state, words
from tests.placements.panel import a_panel
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db
A = ApplicationState


@pytest.fixture
def panel():
    return a_panel(interviews=True)


def page(name, panel, *more):
    return reverse(name, args=[panel.slot.pk, *more])


def as_(client, membership):
    client.force_login(membership.user)
    return client


def booked(panel):
    application = panel.application(interview=True)
    time = InterviewTimeFactory(slot=panel.slot, interviewer=panel.reviewer)
    return InterviewFactory(application=application, booked=True, time=time)


# Without criteria


def test_a_slot_without_criteria_shows_one_line_and_nothing_on_its_applications(client):
    stage = a_stage()
    application = stage.application(under_review=True)
    lead = as_(client, stage.lead)
    assert "Choose by criteria, together" in words(lead.get(reverse("slot_detail", args=[stage.slot.pk])))
    body = words(lead.get(application.get_absolute_url()))
    assert ("Order of merit" in body, "conflict of interest" in body) == (False, False)
    assert lead.get(reverse("slot_ranking", args=[stage.slot.pk])).status_code == 404


# Setting up


def test_a_lead_sets_up_how_a_slot_chooses(client):
    stage = a_stage()
    lead = as_(client, stage.lead)
    here = reverse("slot_selection", args=[stage.slot.pk])
    criterion = {"text": "Statement", "weight": 3, "guide": "", "stage": "review"}
    assert lead.post(reverse("slot_criterion_add", args=[stage.slot.pk]), criterion).url == here
    switches = {"is_blind": "on", "answer_days": 4}
    assert lead.post(reverse("slot_selection_edit", args=[stage.slot.pk]), switches).url == here
    selection = Selection.objects.get()
    assert (selection.is_blind, selection.answer_days, selection.criteria.get().text) == (True, 4, "Statement")
    body = words(lead.get(here))
    assert ("Statement" in body, "Yes: names show when decisions are released" in body) == (True, True)


def test_after_the_first_score_the_page_says_why_criteria_stay(client, panel):
    panel.score(panel.application(), 4, 4)
    lead = as_(client, panel.lead)
    assert "The first score was given" in words(lead.get(page("slot_selection", panel)))
    answer = lead.get(page("slot_criterion_edit", panel, panel.first.pk))
    assert (answer.status_code, "The first score was given" in words(answer)) == (409, True)
    assert "is_blind" not in lead.get(page("slot_selection_edit", panel)).context["form"].fields


def test_parts_of_another_slot_are_not_found(client, panel):
    other = a_panel()
    lead = as_(client, panel.lead)
    assert lead.get(page("slot_criterion_edit", panel, other.first.pk)).status_code == 404
    assert lead.get(page("slot_selection", other)).status_code == 404


# Judging


def test_a_reviewer_scores_beside_the_statement_and_sees_others_only_afterwards(client, panel):
    application = panel.application()
    ReviewFactory(application=application, membership=panel.lead, percent=33, note="Seen by me.")
    reviewer = as_(client, panel.reviewer)
    assert "Waits for you" in words(reviewer.get(reverse("review_list")))
    body = words(reviewer.get(act(application, "score")))
    assert (application.statement in body, "Seen by me." in body) == (True, False)
    points = {f"points-{panel.first.pk}": 4, f"points-{panel.second.pk}": 2, "note": "Writes well."}
    assert reviewer.post(act(application, "score"), points).url == reverse("review_list")
    assert Review.objects.get(person=panel.reviewer.user).note == "Writes well."
    assert "Given" in words(reviewer.get(reverse("review_list")))


def test_points_are_needed_on_every_criterion(client, panel):
    application = panel.application()
    answer = as_(client, panel.reviewer).post(act(application, "score"), {f"points-{panel.first.pk}": 4})
    assert list(answer.context["form"].errors) == [f"points-{panel.second.pk}"]
    assert not Review.objects.exists()


def test_stepping_back_closes_the_application(client, panel):
    application = panel.application()
    reviewer = as_(client, panel.reviewer)
    assert "cannot be taken back" in words(reviewer.get(act(application, "conflict")))
    assert reviewer.post(act(application, "conflict"), {"reason": "My cousin."}).status_code == 302
    assert Conflict.objects.get().person == panel.reviewer.user
    closed = [application.get_absolute_url(), *(act(application, verb) for verb in ("score", "conflict", "cv"))]
    assert [reviewer.get(path).status_code for path in closed] == [404] * 4


# Deciding


def test_decisions_are_prepared_and_released_from_the_order_of_merit(client, panel):
    first, second = panel.application(), panel.application()
    ReviewFactory(application=first, membership=panel.lead, percent=80)
    lead = as_(client, panel.lead)
    assert lead.post(page("slot_prepare", panel)).url == page("slot_ranking", panel)
    reject = {"outcome": "reject", "code": "merit", "reason": "Others had more practice."}
    assert lead.post(act(second, "decide"), reject).url == page("slot_ranking", panel)
    assert "2 decisions are prepared." in words(lead.get(page("slot_ranking", panel)))
    assert "Offers: 1. Waiting list: 0. Not chosen: 1." in words(lead.get(page("slot_release", panel)))
    assert (state(first), state(second)) == (A.UNDER_REVIEW, A.UNDER_REVIEW)
    lead.post(page("slot_release", panel))
    assert (state(first), state(second)) == (A.OFFERED, A.REJECTED)
    client.force_login(second.student.user)
    body = words(client.get(second.get_absolute_url()))
    assert ("Others stood higher in the order of merit" in body, "Others had more practice." in body) == (True, True)


def test_a_release_says_what_it_calls_off_and_that_students_may_still_apply(client, panel):
    asked = panel.application(interview=True)
    InterviewFactory(application=asked)
    InterviewFactory(application=panel.application(interview=True))  # nothing is prepared for it
    lead = as_(client, panel.lead)
    closes = f"Students may still apply until {when(panel.slot.apply_by)}: who comes later finds these places given."
    assert closes in words(lead.get(page("slot_release_plan", panel)))
    DecisionFactory(application=asked, outcome="waitlist")
    said = words(lead.get(page("slot_release", panel)))
    assert ("1 interview that is still ahead is called off by it." in said, closes in said) == (True, True)


def test_the_order_of_merit_leads_to_the_review_that_was_not_begun(client, panel):
    unread, read = panel.application(state=A.SUBMITTED), panel.application()
    shown = as_(client, panel.lead).get(page("slot_ranking", panel)).text
    assert [act(one, verb) in shown for one in (unread, read) for verb in ("review", "decide")] == [
        True,
        False,
        False,
        True,
    ]


def test_a_student_reads_nothing_of_what_is_prepared(client, panel):
    application = panel.application()
    panel.score(application, 5, 5, note="Splendid.")
    DecisionFactory(application=application)
    client.force_login(application.student.user)
    body = words(client.get(application.get_absolute_url()))
    assert re.findall(r"Prepared|Splendid|Order of merit|\b100(?:\.0+)? ?%", body) == []


def test_a_release_is_set_for_a_moment_and_taken_back(client, panel):
    lead = as_(client, panel.lead)
    lead.post(page("slot_release_plan", panel), {"release_at": f"{a_day(3)}T09:00"})
    assert Selection.objects.get(slot=panel.slot).release_at is not None
    lead.post(page("slot_release_plan", panel), {"release_at": ""})
    assert Selection.objects.get(slot=panel.slot).release_at is None


def test_the_table_of_merit_is_public_after_the_release_and_names_nobody(client, panel):
    application = panel.application(waitlisted=True)
    ReviewFactory(application=application, membership=panel.lead, percent=80)
    DecisionFactory(application=application, outcome="waitlist", released_at=clock.now())
    panel.slot.partner.is_public = True
    panel.slot.partner.save()
    address = page("internship_merit", panel)
    for values, status in [({"shows_merit": True}, 404), ({"shows_merit": False, "released_at": clock.now()}, 404)]:
        Selection.objects.filter(slot=panel.slot).update(**values)
        assert client.get(address).status_code == status
    Selection.objects.filter(slot=panel.slot).update(shows_merit=True)
    body = words(client.get(address))
    assert (application.number in body, "80.00 %" in body, application.student.user.name in body) == (True, True, False)


def test_accepting_asks_about_applications_that_wait_on_the_same_days(client, panel):
    application = panel.application(offered=True)
    waiting = ApplicationFactory(student=application.student, under_review=True)
    kept = ApplicationFactory(student=application.student, under_review=True)
    client.force_login(application.student.user)
    body = words(client.get(act(application, "accept")))
    assert ("2 applications on the same days still wait" in body, str(waiting.slot) in body) == (True, True)
    client.post(act(application, "accept"), {"withdraw": [waiting.pk]})
    assert (state(application), state(waiting), state(kept)) == (A.ACCEPTED, A.WITHDRAWN, A.UNDER_REVIEW)


# Interviews


def test_from_times_on_offer_to_a_booked_interview_with_its_calendar_file(client, panel):
    application = panel.application(shortlisted=True)
    lead = as_(client, panel.lead)
    values = {
        "interviewer": panel.reviewer.pk,
        "day": a_day(3),
        "starts": "09:00",
        "minutes": 20,
        "pause": 5,
        "count": 2,
    }
    assert lead.post(page("slot_interviews", panel), {**values, "place": "Room 4"}).url == page(
        "slot_interviews", panel
    )
    assert lead.post(act(application, "invite")).url == application.get_absolute_url()
    interview = Interview.objects.get()
    client.force_login(application.student.user)
    assert reverse("interview_book", args=[interview.pk]) in words(client.get(reverse("home")))
    times = list(client.get(reverse("interview_book", args=[interview.pk])).context["form"].fields["time"].queryset)
    client.post(reverse("interview_book", args=[interview.pk]), {"time": times[1].pk})
    interview.refresh_from_db()
    assert (interview.state, interview.time) == (InterviewState.BOOKED, times[1])
    body = words(client.get(interview.get_absolute_url()))
    assert ("Questions to ask" in body, "Who comes" in body) == (True, False)
    ics = client.get(reverse("interview_calendar", args=[interview.pk]))
    assert (ics["Content-Type"], "DTEND" in ics.content.decode(), "Room 4" in ics.content.decode()) == (
        "text/calendar; charset=utf-8",
        True,
        True,
    )
    as_(client, panel.reviewer)
    body = words(client.get(interview.get_absolute_url()))
    assert ("Questions to ask" in body, "Who comes" in body) == (False, True)


def test_an_interview_is_scored_by_its_own_criteria_once_it_was_held(client, panel):
    interview = booked(panel)
    reviewer, address = as_(client, panel.reviewer), act(interview.application, "score")
    early = reviewer.get(address)
    assert (early.status_code, "The interview was not held yet." in words(early)) == (409, True)
    assert reviewer.get(reverse("review_list")).context["rows"] == []
    Interview.objects.update(state=InterviewState.HELD)
    form = reviewer.get(address).context["form"]
    assert [field.label for field in form.visible_fields()] == ["Calm", "Private note"]
    assert len(reviewer.get(reverse("review_list")).context["rows"]) == 1


# Queries


def scene(panel, rows):
    """So many applicants, each with two reviews, a decision and an interview."""
    QuotaGroupFactory(selection=panel.selection)
    for _row in range(rows):
        interview = booked(panel)
        for by in (panel.lead, panel.reviewer):
            ReviewFactory(application=interview.application, membership=by)
        DecisionFactory(application=interview.application)
    Interview.objects.update(state=InterviewState.HELD)


@pytest.mark.parametrize(
    ("name", "about_slot", "queries"),
    [
        ("slot_ranking", True, 9),
        ("slot_calibration", True, 4),
        ("slot_interviews", True, 7),
        ("slot_selection", True, 10),
        ("review_list", False, 4),
        ("interview_list", False, 4),
    ],
)
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_of_choosing_take_as_many_queries_for_three_as_for_one(
    client, panel, django_assert_num_queries, name, about_slot, queries, rows
):
    scene(panel, rows)
    lead = as_(client, panel.lead)
    path = page(name, panel) if about_slot else reverse(name)
    lead.get(path)
    with django_assert_num_queries(queries):
        assert lead.get(path).status_code == 200
