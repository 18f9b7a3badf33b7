"""The pages of contract, log, growth, evidence and feedback, and how many questions each list asks."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from placements.models import Activity, Evidence, FeedbackNote
from placements.policies.training import levels
from placements.services.contracts import agree_contract, propose_contract
from placements.services.objectives import confirm_objectives
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.learning import (
    ActivityFactory,
    CheckInFactory,
    EvidenceFactory,
    LearningContractFactory,
    MentorMeetingFactory,
    ReflectionFactory,
)
from tests.factories.placements import CompetencyFactory, FeedbackNoteFactory, ObjectiveFactory, SlotFactory
from tests.factories.students import StoredFileFactory
from tests.files import a_pdf
from tests.placements.pages import SENT, page, sign_in
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = a_ward()
    ObjectiveFactory(slot=ward.placement.slot, target=4, participation="assisted")
    return ward


@pytest.fixture
def objective(ward):
    return ward.placement.slot.objectives.get()


@pytest.fixture
def as_student(client, ward):
    return sign_in(client, ward.student)


@pytest.fixture
def as_supervisor(ward):
    return sign_in(Client(), ward.supervisor)


def line(**more):
    day = a_day(-1).isoformat()
    return {"kind": "case", "participation": "assisted", "day": day, "count": "2", "objective": "", "note": ""} | more


# The contract


def test_contract_propose_and_agree(as_student, as_supervisor, ward, objective):
    answer = as_student.post(
        page("contract_propose", ward), {f"level_{objective.pk}": "", f"how_{objective.pk}": "Lists."}
    )
    assert ("Choose what you aim for." in answer.text, 'value="Lists."' in answer.text) == (True, True)
    said = {f"level_{objective.pk}": "4", f"how_{objective.pk}": "Lists."}
    assert as_student.post(page("contract_propose", ward), said).status_code == 302
    waiting = as_supervisor.get(page("contract_detail", ward)).text
    assert (page("contract_agree", ward) in waiting, "On their own" in waiting) == (True, True)
    assert as_supervisor.post(page("contract_return", ward), {"word": ""}).status_code == 200
    as_supervisor.post(page("contract_agree", ward), {"word": "Good."})
    assert "Agreed by" in as_student.get(page("contract_detail", ward)).text
    assert as_student.get(page("contract_propose", ward)).status_code == 409


# The log


def test_activity_add_that_names_a_patient_says_so_kindly_and_keeps_the_words(as_student, ward):
    answer = as_student.post(page("activity_add", ward), line(note="Dressed the wound of Mr Khan."))
    form = answer.context["form"]
    assert (list(form.errors), form["note"].value()) == (["note"], "Dressed the wound of Mr Khan.")
    assert "Your words are kept below." in answer.text
    assert not Activity.objects.exists()


def test_activity_add_twice_with_one_key_logs_once_and_begins_like_the_last(as_student, ward, objective):
    for _ in range(2):
        as_student.post(page("activity_add", ward), line(objective=objective.pk, idempotency_key="one"))
    assert Activity.objects.get().count == 2
    form = as_student.get(page("activity_add", ward)).context["form"]
    names = ("kind", "participation", "objective", "count", "note")
    assert [form[name].initial for name in names] == ["case", "assisted", objective.pk, 1, None]


def test_activity_list_shows_targets_and_ways_to_correct(as_student, ward, objective):
    waiting = ActivityFactory(placement=ward.placement, objective=objective)
    confirmed = ActivityFactory(placement=ward.placement, objective=objective, confirmed=True)
    text = as_student.get(page("activity_list", ward)).text
    assert "2 of 4" in text
    assert [page("activity_correct", ward, row.pk) in text for row in (waiting, confirmed)] == [True, False]
    as_student.post(page("activity_correct", ward, waiting.pk), line(count="3"))
    assert as_student.post(page("activity_withdraw", ward, waiting.pk), SENT).status_code == 409
    assert list(Activity.objects.counted().order_by("pk").values_list("count", flat=True)) == [1, 3]


def test_activity_confirm_takes_what_is_ticked(as_supervisor, ward):
    first, second = ActivityFactory.create_batch(2, placement=ward.placement)
    assert as_supervisor.get(page("activity_confirm", ward)).context["ticked"] == {first.pk, second.pk}
    assert "Tick at least one line." in as_supervisor.post(page("activity_confirm", ward), SENT).text
    as_supervisor.post(page("activity_confirm", ward), {"activity_ids": [first.pk]})
    assert list(Activity.objects.order_by("pk").values_list("state", flat=True)) == ["confirmed", "logged"]


# Growth and evidence of objectives


def test_objective_growth_draws_every_level_beside_the_aim_with_its_table(as_student, ward, objective):
    points = {point.rank: point.pk for point in levels()}
    now = ward.at(a_day(0), 12)
    propose_contract(placement_id=ward.pk, by=ward.intern, now=now, aims={objective.pk: (points[4], "")})
    agree_contract(placement_id=ward.pk, by=ward.doctor, now=now)
    for days, rank in ((20, 2), (2, 3)):
        at = now - timedelta(days=days)
        confirm_objectives(placement_id=ward.pk, by=ward.doctor, now=at, levels={objective.pk: points[rank]})
    answer = as_student.get(page("objective_growth", ward))
    (growth,) = answer.context["grown"]
    assert ([word.level.rank for word in growth.said], growth.aim.level.rank) == ([2, 3], 4)
    # A step at each level: two of five is 24 from the top, three is 16; the aim lies flat at 8.
    heights = [point.split(",")[1] for point in growth.chart.steps.split()]
    assert heights == ["24.0", "24.0", "16.0", "16.0"]
    assert growth.chart.aim == "0.0,8.0 100.0,8.0"
    assert answer.text.count("· With a supervisor beside") == 1
    drawn = [f">{rank} {point.plain}</text>" for rank, point in enumerate(levels(), start=1)]
    assert [words in answer.text for words in drawn] == [True] * 5


def test_objective_detail_takes_evidence_and_gives_it_to_the_supervisor(as_student, as_supervisor, ward, objective):
    done = ActivityFactory(placement=ward.placement, objective=objective, note="Portable chest film")
    add = page("evidence_add", ward, objective.pk)
    as_student.post(add, {"thing": f"activity:{done.pk}"})
    as_student.post(add, {"document": SimpleUploadedFile("protocol.pdf", a_pdf()), "title": "My protocol"})
    assert "one of the two" in as_student.post(add, {"thing": ""}).text
    text = as_supervisor.get(page("objective_detail", ward, objective.pk)).text
    assert ("My protocol" in text, "Portable chest film" in text) == (True, True)
    document = Evidence.objects.get(file__isnull=False)
    answer = as_supervisor.get(page("evidence_file", ward, document.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    list(answer)
    assert document.file.reads.count() == 1
    as_student.post(page("evidence_remove", ward, document.pk), SENT)
    assert Evidence.objects.count() == 1


def test_objective_detail_of_another_slot_is_not_there(as_student, ward):
    assert as_student.get(page("objective_detail", ward, ObjectiveFactory().pk)).status_code == 404


def test_evidence_is_hidden_from_the_partners_office(client, ward, objective):
    EvidenceFactory(placement=ward.placement, objective=objective)
    text = sign_in(client, ward.lead).get(page("objective_detail", ward, objective.pk)).text
    assert 'id="evidence"' not in text


def test_slot_objectives_take_a_target_of_a_number_and_how(client):
    lead = MembershipFactory(lead=True)
    slot = SlotFactory(partner=lead.partner)
    sign_in(client, lead)
    said = {"text": "Reads a chest film", "competency": CompetencyFactory().pk}
    address = reverse("slot_objectives", args=[slot.pk])
    assert "Say how far the intern takes part" in client.post(address, {**said, "target": "20"}).text
    assert "Say how often." in client.post(address, {**said, "participation": "assisted"}).text
    client.post(address, {**said, "target": "20", "participation": "assisted"})
    made = slot.objectives.get()
    assert (made.target, made.participation) == (20, "assisted")
    client.post(reverse("slot_copy", args=[slot.pk]), SENT)
    assert type(slot).objects.latest("pk").objectives.get().target == 20


# Feedback


def test_feedback_is_thanked_for_in_one_tap_and_answered(as_student, as_supervisor, ward):
    note = FeedbackNoteFactory(placement=ward.placement)
    text = as_student.get(page("feedback_list", ward)).text
    assert f'<form method="post" action="{page("feedback_thank", ward, note.pk)}">' in text
    as_student.post(page("feedback_thank", ward, note.pk), SENT)
    as_student.post(page("feedback_answer", ward, note.pk), {"answer": "I will plan the room first."})
    note = FeedbackNote.objects.get()
    assert (note.thanked_at is not None, note.answer) == (True, "I will plan the room first.")
    assert "I will plan the room first." in as_supervisor.get(page("feedback_list", ward)).text


# The way there


def test_homes_lead_to_what_waits(client, as_supervisor, ward):
    def steps(browser):
        return [str(step.title) for step in browser.get(reverse("home")).context["steps"]]

    FeedbackNoteFactory(placement=ward.placement)
    student = sign_in(client, ward.student)
    assert {"Say what you want to learn", "Read your feedback"} <= set(steps(student))
    objective = ward.placement.slot.objectives.get()
    student.post(page("contract_propose", ward), {f"level_{objective.pk}": "4", f"how_{objective.pk}": ""})
    ActivityFactory(placement=ward.placement)
    name = ward.student.user.name
    assert {f"What {name} wants to learn", f"Activity log of {name}"} <= set(steps(as_supervisor))
    assert "Say what you want to learn" not in steps(student)


def test_the_placement_page_leads_to_each_as_its_reader_may(client, ward):
    def ways(membership):
        text = sign_in(client, membership).get(ward.placement.get_absolute_url()).text
        names = ("contract_detail", "activity_list", "activity_add", "reflection_list", "check_in_list")
        return [name for name in names if f'"{page(name, ward)}"' in text]

    everybody = ["contract_detail", "activity_list"]
    assert ways(ward.student) == [*everybody, "activity_add", "reflection_list", "check_in_list"]
    assert ways(ward.supervisor) == [*everybody, "reflection_list"]
    assert ways(ward.coordinator) == [*everybody, "reflection_list", "check_in_list"]
    assert ways(ward.lead) == everybody


def test_a_line_is_sent_back_from_the_page_that_confirms_and_its_student_reads_why(as_student, as_supervisor, ward):
    line = ActivityFactory(placement=ward.placement)
    address = page("activity_return", ward, line.pk)
    assert address in as_supervisor.get(page("activity_confirm", ward)).text
    shown = as_supervisor.get(address).text
    about = f"{line.get_kind_display()}, {line.get_participation_display()} × {line.count}"
    assert [words in shown for words in (about, ward.student.user.name, page("activity_confirm", ward))] == [True] * 3
    as_supervisor.post(address, {"reason": "It was a colleague."})
    assert "Nothing waits for you" in as_supervisor.get(page("activity_confirm", ward)).text
    shown = as_student.get(page("activity_list", ward)).text
    assert [words in shown for words in ("It was a colleague.", page("activity_correct", ward, line.pk))] == [
        True,
        True,
    ]


MAKERS = {
    "activity_list": ActivityFactory,
    "reflection_list": ReflectionFactory,
    "meeting_list": MentorMeetingFactory,
    "check_in_list": CheckInFactory,
    "feedback_list": FeedbackNoteFactory,
}
ASKED = {"activity_list": 7, "reflection_list": 5, "meeting_list": 6, "check_in_list": 6, "feedback_list": 6}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_the_same_for_one_and_for_three(as_student, ward, name, count, django_assert_num_queries):
    MAKERS[name].create_batch(count, placement=ward.placement)
    as_student.get(page(name, ward))
    with django_assert_num_queries(ASKED[name]):
        as_student.get(page(name, ward))


@pytest.mark.parametrize("count", [1, 3])
def test_growth_and_evidence_ask_the_same_for_one_and_for_three(
    as_student, ward, objective, count, django_assert_num_queries
):
    ObjectiveFactory.create_batch(count - 1, slot=ward.placement.slot)
    EvidenceFactory.create_batch(count, placement=ward.placement, objective=objective)
    as_student.get(page("objective_growth", ward))
    with django_assert_num_queries(7):
        as_student.get(page("objective_growth", ward))
    with django_assert_num_queries(10):
        as_student.get(page("objective_detail", ward, objective.pk))


def test_the_admin_is_a_window_on_contract_log_and_evidence_without_their_documents(client, ward, objective):
    things = (
        ActivityFactory(placement=ward.placement),
        LearningContractFactory(placement=ward.placement),
        EvidenceFactory(placement=ward.placement, objective=objective, activity=None, file=StoredFileFactory()),
    )
    administrator = MembershipFactory(administrator=True, user__is_staff=True, user__is_superuser=True)
    sign_in(client, administrator)
    for thing in things:
        name = f"admin:placements_{thing._meta.model_name}"
        listed = client.get(reverse(f"{name}_changelist"), {"q": ward.student.user.name})
        opened = client.get(reverse(f"{name}_change", args=[thing.pk]))
        assert (listed.context["cl"].result_count, opened.status_code) == (1, 200)
        assert client.post(reverse(f"{name}_change", args=[thing.pk]), {"_save": "1"}).status_code == 403
    assert "cv.pdf" not in opened.text
