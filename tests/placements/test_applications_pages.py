"""Pages of applications and offers: what each person sees, what a refusal says, how many queries a list takes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import ReadLog
from core import clock
from placements.models import Application
from placements.services.applications import submit_application
from placements.states import ApplicationState, SlotState
from tests.factories.placements import ApplicationFactory, PlacementFactory, SlotFactory
from tests.factories.students import PDF, StudentFactory
from tests.placements.pages_of_applications import ACTS, act, buttons, state, words
from tests.placements.stage import a_stage, acting, in_days

pytestmark = pytest.mark.django_db
A = ApplicationState

STATEMENT = "I have learnt positioning in the skills laboratory. " * 4


# Writing


def test_application_start_makes_nothing_until_it_is_saved(client, stage):
    student = stage.student()
    client.force_login(student.user)
    address = reverse("application_start", args=[stage.slot.pk])
    assert client.get(address).status_code == 200
    assert not Application.objects.exists()
    assert client.post(address, {"statement": "I would like to learn."}).url == address
    assert Application.objects.get().statement == "I would like to learn."
    assert "I would like to learn." in words(client.get(address))


def test_application_start_goes_on_to_the_page_that_sends(client, stage):
    client.force_login(stage.student().user)
    answer = client.post(reverse("application_start", args=[stage.slot.pk]), {"statement": STATEMENT, "send": "1"})
    assert answer.url == reverse("application_submit", args=[Application.objects.get().pk])


def test_application_start_with_too_long_a_statement_keeps_what_was_typed(client, stage):
    client.force_login(stage.student().user)
    page = client.post(reverse("application_start", args=[stage.slot.pk]), {"statement": "long " * 900})
    assert "long long long" in words(page)
    assert "at most 4000 characters" in words(page)
    assert not Application.objects.exists()


def test_application_start_lists_what_is_missing(as_student, stage):
    application = stage.application(student=stage.student(bare=True), statement="")
    page = words(as_student(application).get(reverse("application_start", args=[stage.slot.pk])))
    assert "Your profile is not complete." in page
    assert "You have no CV here yet." in page


def test_application_start_where_nothing_can_be_sent_says_why(client):
    stage = a_stage(state=SlotState.PAUSED)
    client.force_login(stage.student().user)
    page = client.get(reverse("application_start", args=[stage.slot.pk]))
    assert page.status_code == 409
    assert "takes no applications for now" in words(page)


def test_application_start_is_for_students(as_lead, stage):
    page = as_lead.get(reverse("application_start", args=[stage.slot.pk]))
    assert (page.status_code, "Only students apply." in words(page)) == (403, True)


def test_application_start_asks_a_visitor_to_sign_in(client, stage):
    address = reverse("application_start", args=[stage.slot.pk])
    assert client.get(address).url == f"{reverse('account_login')}?next={address}"


def test_application_autosave_keeps_each_pause(client, stage):
    client.force_login(stage.student().user)
    address = reverse("application_autosave", args=[stage.slot.pk])
    for statement in ("I", "I would", "I would like"):
        answer = client.post(address, {"statement": statement})
        assert answer.json()["text"].startswith("Kept at ")
    assert Application.objects.get().statement == "I would like"


def test_application_autosave_says_what_is_wrong(client, stage):
    client.force_login(stage.student().user)
    answer = client.post(reverse("application_autosave", args=[stage.slot.pk]), {"statement": "x" * 4001})
    assert "at most 4000 characters" in answer.json()["text"]


def test_application_autosave_answers_no_get(client, stage):
    client.force_login(stage.student().user)
    assert client.get(reverse("application_autosave", args=[stage.slot.pk])).status_code == 405


def test_application_submit_is_two_requests(as_student, stage):
    application = stage.application(statement=STATEMENT)
    client = as_student(application)
    page = client.get(act(application, "submit"))
    assert (page.status_code, state(application)) == (200, A.DRAFT)
    assert "cv.pdf" in words(page)
    assert client.post(act(application, "submit")).url == application.get_absolute_url()
    assert state(application) == A.SUBMITTED


def test_application_submit_with_a_patient_in_it_shows_the_refusal_and_keeps_the_draft(as_student, stage):
    application = stage.application(statement=f"{STATEMENT} MRN 204512.")
    page = as_student(application).post(act(application, "submit"))
    assert "Your text seems to name a patient" in words(page)
    assert state(application) == A.DRAFT


# Reading


def test_application_detail_of_a_student_shows_stages_statement_and_history(as_student, stage):
    application = stage.application(statement=STATEMENT)
    submit_application(application_id=application.pk, by=acting(application), now=clock.now())
    page = as_student(application).get(application.get_absolute_url())
    text = words(page)
    assert [(str(step["label"]), step["tone"]) for step in page.context["path"]] == [
        ("Applied", "now"),
        ("In review", ""),
        ("Offer", ""),
        ("Accepted", ""),
    ]
    assert f"A-{application.pk}" in text
    assert STATEMENT.strip() in text
    assert "Submitted" in text


@pytest.mark.parametrize(
    ("situation", "person", "expected"),
    [
        ("draft", "student", ["withdraw"]),
        ("submitted", "student", ["take_back", "withdraw"]),
        ("offered", "student", ["accept", "decline"]),
        ("accepted", "student", []),
        ("submitted", "lead", ["review", "shortlist", "waitlist", "ask", "reject"]),
        ("under_review", "lead", ["offer", "shortlist", "waitlist", "ask", "reject"]),
        ("waitlisted", "lead", ["offer", "reject"]),
        ("offered", "lead", []),
        ("submitted", "coordinator", []),
        ("offered", "coordinator", []),
    ],
)
def test_application_detail_offers_what_may_be_done(client, stage, situation, person, expected):
    application = stage.application(statement="", **({} if situation == "draft" else {situation: True}))
    people = {"student": application.student.user, "lead": stage.lead.user, "coordinator": stage.coordinator.user}
    client.force_login(people[person])
    page = client.get(application.get_absolute_url())
    assert buttons(page, application) == expected
    for verb in ACTS:
        assert (act(application, verb) in words(page)) == (verb in expected)


def test_application_detail_tells_the_lead_why_no_place_can_be_offered(as_lead):
    stage = a_stage(places=1)
    as_lead.force_login(stage.lead.user)
    stage.application(offered=True)
    page = as_lead.get(stage.application(under_review=True).get_absolute_url())
    assert "Its 1 place is taken." in words(page)


def test_application_detail_shows_the_position_on_the_waiting_list(as_student, stage):
    stage.application(waitlisted=True, waitlisted_at=in_days(-2))
    application = stage.application(waitlisted=True, waitlisted_at=in_days(-1))
    assert "Number 2 on the waiting list." in words(as_student(application).get(application.get_absolute_url()))


def test_application_detail_names_an_end_that_was_not_hoped_for(as_student, stage):
    application = stage.application(state=A.REJECTED, submitted_at=clock.now())
    path = as_student(application).get(application.get_absolute_url()).context["path"]
    assert [(str(step["label"]), step["tone"]) for step in path] == [("Applied", "done"), ("Not chosen", "now")]


def test_application_cv_comes_as_a_download_and_its_reading_is_written_down(as_lead, stage):
    application = stage.application(statement=STATEMENT)
    submit_application(application_id=application.pk, by=acting(application), now=clock.now())
    answer = as_lead.get(act(application, "cv"))
    assert answer["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert b"".join(answer.streaming_content) == PDF
    assert ReadLog.objects.get().reader_id == stage.lead.user_id


def test_application_cv_is_the_one_that_was_sent(as_student, stage):
    application = stage.application(submitted=True)
    assert as_student(application).get(act(application, "cv")).status_code == 404


# Lists


def test_application_list_of_a_student_says_what_comes_next(as_student, stage):
    application = stage.application()
    for situation in ("submitted", "offered", "waitlisted", "accepted"):
        ApplicationFactory(student=application.student, slot=SlotFactory(), **{situation: True})
    stage.application(submitted=True)
    page = as_student(application).get(reverse("application_list"))
    text = words(page)
    assert len(page.context["rows"]) == 5
    for said in (
        "Finish and send it by",
        "decides; you are told",
        "Answer by",
        "Waiting list, number 1",
        "You begin on",
    ):
        assert said in text


@pytest.mark.parametrize("rows", [1, 3])
def test_application_list_of_a_student_leads_to_the_placement_it_became(as_student, rows, django_assert_num_queries):
    student = StudentFactory()
    placements = [
        PlacementFactory(application__student=student, first=20 + 100 * n, last=60 + 100 * n, confirmed=True)
        for n in range(rows)
    ]
    client = as_student(placements[0].application)
    client.get(reverse("application_list"))
    with django_assert_num_queries(4):
        page = client.get(reverse("application_list"))
    assert {row["next"]["url"] for row in page.context["rows"]} == {one.get_absolute_url() for one in placements}


def test_application_list_of_a_lead_is_filtered_by_slot_state_and_words(as_lead, stage):
    other = SlotFactory(partner=stage.slot.partner)
    ayesha = stage.application(submitted=True, student=stage.student(user__name="Ayesha Khan"))
    stage.application(waitlisted=True)
    stage.application(submitted=True, slot=other)

    def found(**query):
        return {row["application"].pk for row in as_lead.get(reverse("application_list"), query).context["rows"]}

    assert len(found()) == 3
    assert found(slot=stage.slot.pk, state="submitted") == {ayesha.pk}
    assert found(q="ayesha") == {ayesha.pk}
    assert len(found(slot=other.pk)) == 1


def test_application_list_of_a_coordinator_has_no_choice_of_slots(client, stage):
    stage.application(submitted=True)
    ApplicationFactory(slot=stage.slot, submitted=True)
    client.force_login(stage.coordinator.user)
    page = client.get(reverse("application_list"))
    assert (len(page.context["rows"]), "slot" in page.context["filter"].form.fields) == (1, False)


@pytest.mark.parametrize(
    ("person", "label"),
    [("student", "Slot or partner"), ("lead", "Student or slot"), ("coordinator", "Student, slot or partner")],
)
def test_the_words_over_both_lists_say_what_is_looked_for(client, stage, person, label):
    client.force_login(stage.student().user if person == "student" else getattr(stage, person).user)
    for name in ("application_list", "placement_list"):
        assert client.get(reverse(name)).context["filter"].form.fields["q"].label == label


def test_application_list_with_nothing_in_it_says_what_to_do(client, stage):
    client.force_login(stage.student().user)
    assert "No application yet" in words(client.get(reverse("application_list")))
    client.force_login(stage.lead.user)
    assert "Nothing fits these filters" in words(client.get(reverse("application_list"), {"q": "nobody"}))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("person", "queries"), [("student", 4), ("lead", 5), ("coordinator", 4)])
def test_application_list_takes_as_many_queries_for_three_rows_as_for_one(
    client, stage, django_assert_num_queries, person, queries, rows
):
    student = stage.student()
    for _ in range(rows):
        slot = SlotFactory(partner=stage.slot.partner)
        stage.application(slot=slot, student=student, waitlisted=True)
    people = {"student": student.user, "lead": stage.lead.user, "coordinator": stage.coordinator.user}
    client.force_login(people[person])
    client.get(reverse("application_list"))
    with django_assert_num_queries(queries):
        page = client.get(reverse("application_list"))
    assert len(page.context["rows"]) == rows


def test_a_box_of_slots_stays_short_and_holds_the_chosen_one(as_lead, stage, monkeypatch):
    monkeypatch.setattr("placements.filters.applications.NAMED", 2)
    early, *late = (
        SlotFactory(partner=stage.slot.partner, apply_by=stage.slot.apply_by + timedelta(days=n)) for n in (1, 2, 3, 4)
    )
    offered = as_lead.get(reverse("application_list"), {"slot": early.pk}).context["filter"].form["slot"]
    named = [str(value) for value, _label in offered.field.choices][1:]
    assert named == [str(early.pk), str(late[-1].pk)]
