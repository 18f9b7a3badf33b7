"""Pages between writing and review: the desk with its points and checks, the receipt, the institute's list, questions and answers."""

import pytest
from django.urls import reverse

from core import clock
from placements.models import Application, InfoRequest, Receipt
from placements.services import applications as services
from placements.services import applying
from placements.services.receipts import file_receipt
from placements.states import ApplicationState
from students.models import DocumentKind, Package
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import ApplicationFactory, SlotFactory
from tests.files import a_pdf, upload
from tests.placements.pages_of_applications import act, buttons, state, words
from tests.placements.stage import a_stage, acting, in_days

pytestmark = pytest.mark.django_db

STATEMENT = "I have learnt positioning in the skills laboratory. " * 4


@pytest.fixture
def endorsing():
    return a_stage(asks_for_endorsement=True)


def desk(stage):
    return reverse("application_start", args=[stage.slot.pk])


def submit(application):
    return services.submit_application(application_id=application.pk, by=acting(application), now=clock.now())


# The desk


def test_application_start_shows_the_slots_points_beside_the_box_and_begins_with_the_general_statement(as_student):
    stage = a_stage(statement_points="What have you done so far?\n\nWhy us?")
    application = stage.application(statement="")
    Package.objects.create(student=application.student, statement="I am a careful person.")
    shown = as_student(application).get(desk(stage))
    assert shown.context["slot"].points == ["What have you done so far?", "Why us?"]
    assert shown.context["form"]["statement"].value() == "I am a careful person."
    assert "Why us?" in words(shown)


def test_application_start_with_words_of_its_own_does_not_show_the_general_statement(stage, as_student):
    application = stage.application(statement="For this one.")
    Package.objects.create(student=application.student, statement="I am a careful person.")
    assert as_student(application).get(desk(stage)).context["form"]["statement"].value() == "For this one."


def test_application_start_lists_what_is_there_and_what_is_missing_with_where_to_give_it(as_student):
    stage = a_stage(documents_asked=[DocumentKind.TRANSCRIPT])
    application = stage.application(statement=STATEMENT)
    checks = as_student(application).get(desk(stage)).context["checks"]
    assert [(str(check.label), bool(check.verdict), check.url) for check in checks] == [
        ("Your profile", True, "/students/profile/"),
        ("Your CV", True, "/students/profile/"),
        ("Your statement", True, desk(stage)),
        ("Transcript of marks", False, "/package/documents/transcript/"),
    ]


def test_application_start_after_the_deadline_keeps_what_was_typed_and_says_that_it_cannot_be_sent(as_student):
    stage = a_stage(apply_by=clock.now())
    application = stage.application(statement="")
    client = as_student(application)
    client.post(desk(stage), {"statement": STATEMENT})
    application.refresh_from_db()
    page = words(client.get(desk(stage)))
    assert application.statement == STATEMENT.strip()
    assert ["this draft cannot be sent any more" in page, "send it by" in page, "Check and send" in page] == [
        True,
        False,
        False,
    ]


def test_application_submit_speaks_of_a_patient_before_anything_is_sent(stage, as_student):
    application = stage.application(statement=f"{STATEMENT} My first patient was 42101-1234567-1.")
    shown = as_student(application).get(act(application, "submit"))
    assert (shown.status_code, "an identity card number" in words(shown)) == (409, True)
    (wrong,) = [check for check in shown.context["checks"] if not check.verdict]
    assert (str(wrong.label), wrong.url) == ("Your statement", desk(stage))


# Two windows of one application


def test_the_second_window_writes_over_nothing_and_shows_both_texts(stage, as_student):
    """Both were opened before anything was kept."""
    application = stage.application(statement="")
    client = as_student(application)
    opened = client.get(desk(stage)).context["form"]["version"].value()
    client.post(desk(stage), {"statement": "From the first window.", "version": opened})
    second = client.post(desk(stage), {"statement": "From the second window.", "version": opened, "send": "1"})
    shown, form = words(second), second.context["form"]
    assert (second.status_code, kept(application)) == (200, "From the first window.")
    assert ("From the first window." in shown, form["statement"].value()) == (True, "From the second window.")
    client.post(desk(stage), {"statement": "From the second window.", "version": form["version"].value()})
    assert kept(application) == "From the second window."


def test_two_windows_opened_before_there_is_a_draft_do_not_write_over_each_other(stage, as_student):
    student = stage.student()
    client = as_student(stage.application(student=student, slot=SlotFactory(partner=stage.slot.partner)))
    opened = client.get(desk(stage)).context["form"]["version"].value()
    for text in ("First.", "Second."):
        client.post(desk(stage), {"statement": text, "version": opened})
    assert Application.objects.get(slot=stage.slot).statement == "First."


def test_a_window_that_saves_itself_goes_on_from_its_own_version_and_says_when_another_was_faster(stage, as_student):
    application = stage.application(statement="")
    client, address = as_student(application), reverse("application_autosave", args=[stage.slot.pk])
    first = client.post(address, {"statement": "One", "version": 1}).json()
    then = client.post(address, {"statement": "One two", "version": first["version"]}).json()
    stale = client.post(address, {"statement": "Another", "version": 1}).json()
    assert (first["version"], then["version"], kept(application)) == (2, 3, "One two")
    assert stale == {
        "text": "Another window has kept another text. Press “Keep the draft” to see both.",
        "refused": True,
    }


def test_what_another_window_changed_since_the_page_to_send_was_shown_is_not_sent_unseen(stage, as_student):
    application = stage.application(statement=STATEMENT)
    client = as_student(application)
    shown = client.get(act(application, "submit")).context["form"]["version"].value()
    client.post(desk(stage), {"statement": f"{STATEMENT} And more.", "version": shown})
    refused = client.post(act(application, "submit"), {"version": shown})
    assert ("And more." in words(refused), state(application)) == (True, ApplicationState.DRAFT)
    client.post(act(application, "submit"), {"version": refused.context["form"]["version"].value()})
    assert state(application) == ApplicationState.SUBMITTED


def kept(application):
    application.refresh_from_db()
    return application.statement


@pytest.mark.parametrize(
    ("traits", "apply_by", "words_"),
    [
        ({"submitted": True}, 3, "you may take it back, change it and send it again."),
        ({"submitted": True}, -1, "Its page shows what you may still do with it."),
        ({"accepted": True}, 3, "Its page shows what you may still do with it."),
    ],
)
def test_application_submit_after_sending_says_what_is_still_possible(as_student, traits, apply_by, words_):
    application = a_stage(apply_by=in_days(apply_by)).application(**traits)
    shown = as_student(application).get(act(application, "submit"))
    assert (shown.status_code, words_ in words(shown)) == (409, True)


# Receipts


def test_application_receipt_shows_what_was_sent_and_gives_the_pdf_once_it_is_made(stage, as_student):
    application = stage.application(statement=STATEMENT)
    submit(application)
    client, receipt = as_student(application), Receipt.objects.get()
    page = client.get(receipt.get_absolute_url())
    pdf = reverse("application_receipt_file", args=[application.pk, receipt.pk])
    assert (STATEMENT.strip() in words(page), client.get(pdf).status_code) == (True, 404)
    file_receipt(receipt_id=receipt.pk)
    assert b"".join(client.get(pdf).streaming_content)[:5] == b"%PDF-"


def test_application_receipt_is_a_404_to_another_student(stage, as_student):
    application = stage.application(statement=STATEMENT)
    submit(application)
    other = stage.application(submitted=True)
    assert as_student(application).get(Receipt.objects.get().get_absolute_url()).status_code == 200
    assert as_student(other).get(Receipt.objects.get().get_absolute_url()).status_code == 404


def test_a_document_that_was_sent_is_read_with_the_application_and_its_reading_is_written_down(client, as_student):
    stage = a_stage(documents_asked=[DocumentKind.TRANSCRIPT])
    application = stage.application(statement=STATEMENT)
    browser = as_student(application)
    browser.post(reverse("package_document_set", args=["transcript"]), {"document": upload(a_pdf(), "marks.pdf")})
    submit(application)
    client.force_login(stage.lead.user)
    read = client.get(reverse("application_document", args=[application.pk, "transcript"]))
    sent = Application.objects.get().sent_document("transcript")
    assert b"".join(read.streaming_content)[:5] == b"%PDF-"
    assert (read.status_code, list(sent.reads.values_list("reader", flat=True))) == (200, [stage.lead.user_id])
    assert client.get(reverse("application_document", args=[application.pk, "degree"])).status_code == 404


# Changing it


def test_application_take_back_opens_the_desk_with_everything_that_was_written(stage, as_student):
    application = stage.application(submitted=True)
    client = as_student(application)
    assert "it becomes your draft again" in words(client.get(act(application, "take_back"))).lower()
    assert state(application) == ApplicationState.SUBMITTED
    answer = client.post(act(application, "take_back"), follow=True)
    assert (answer.redirect_chain[-1][0], state(application)) == (desk(stage), ApplicationState.DRAFT)
    assert answer.context["form"]["statement"].value() == application.statement


# The institute's word


def test_endorsement_list_holds_what_waits_and_nothing_else(endorsing, client):
    waiting = endorsing.application(submitted=True)
    endorsing.application(endorsed=True)
    ApplicationFactory(submitted=True, slot__asks_for_endorsement=True)  # another institute's
    client.force_login(endorsing.coordinator.user)
    assert list(client.get(reverse("endorsement_list")).context["page"]) == [waiting]


def test_endorsement_list_is_for_coordinators(client, endorsing):
    client.force_login(endorsing.lead.user)
    assert client.get(reverse("endorsement_list")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_endorsement_list_asks_as_much_for_one_row_as_for_three(rows, client, endorsing, django_assert_num_queries):
    for _ in range(rows):
        endorsing.application(submitted=True)
    client.force_login(endorsing.coordinator.user)
    client.get(reverse("endorsement_list"))
    with django_assert_num_queries(4):
        assert len(client.get(reverse("endorsement_list")).context["page"]) == rows


def test_a_coordinator_endorses_from_the_page_of_the_application(client, endorsing):
    application = endorsing.application(submitted=True)
    client.force_login(endorsing.coordinator.user)
    assert buttons(client.get(application.get_absolute_url()), application) == ["endorse", "ask", "refuse"]
    client.post(act(application, "endorse"), {"reason": "She is ready."})
    assert (state(application), application.transitions.get().note) == (ApplicationState.ENDORSED, "She is ready.")


def test_application_refuse_wants_a_reason(client, endorsing):
    application = endorsing.application(submitted=True)
    client.force_login(endorsing.coordinator.user)
    client.post(act(application, "refuse"), {"reason": ""})
    assert state(application) == ApplicationState.SUBMITTED


def test_the_leads_page_says_that_the_endorsement_is_missing(client, endorsing):
    application = endorsing.application(submitted=True)
    client.force_login(endorsing.lead.user)
    shown = client.get(act(application, "review"))
    assert (shown.status_code, "has not endorsed it yet" in words(shown)) == (409, True)
    assert buttons(client.get(application.get_absolute_url()), application) == ["reject"]


# Questions


def test_a_question_stands_beside_the_box_of_its_answer_and_both_on_the_application(client, stage, as_student):
    application = stage.application(submitted=True)
    client.force_login(stage.lead.user)
    client.post(act(application, "ask"), {"text": "Which shifts can you work?"})
    browser = as_student(application)
    assert "Which shifts can you work?" in words(browser.get(act(application, "answer")))
    browser.post(act(application, "answer"), {"answer": "Mornings.", "document": upload(a_pdf(), "rota.pdf")})
    question = InfoRequest.objects.get()
    client.force_login(stage.lead.user)
    page = words(client.get(application.get_absolute_url()))
    assert ("Which shifts can you work?" in page, "Mornings." in page) == (True, True)
    file = reverse("application_info_file", args=[application.pk, question.pk])
    assert b"".join(client.get(file).streaming_content)[:5] == b"%PDF-"
    client.force_login(MembershipFactory(lead=True).user)
    assert client.get(file).status_code == 404


def test_application_answer_without_a_question_says_so(stage, as_student):
    application = stage.application(submitted=True)
    shown = as_student(application).get(act(application, "answer"))
    assert (shown.status_code, "No question waits for you here." in words(shown)) == (409, True)


def test_a_question_that_waits_stands_first_on_the_students_home(stage, as_student):
    application = stage.application(submitted=True)
    applying.ask_applicant(application_id=application.pk, by=stage.lead.as_actor(), now=clock.now(), text="When?")
    steps = as_student(application).get(reverse("home")).context["steps"]
    assert (str(steps[0].title), steps[0].url) == (
        "Answer a question about your application",
        act(application, "answer"),
    )
