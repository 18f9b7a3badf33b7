"""A blind review: no page, list, file, message or search of the partner's tells whose an application is, until it is decided."""

import csv

import pytest
from django.urls import reverse

from accounts.models import ReadLog
from core import clock
from core.errors import Refusal
from core.masking import HIDDEN
from notifications.models import Notification
from placements.models import Application
from placements.policies.veil import face_of, veiled
from placements.services.applications import submit_application, withdraw_application
from placements.services.applying import answer_question, ask_applicant
from placements.services.offers import offer_place
from placements.services.threads import write_message
from tests.factories.institutions import InstituteFactory, MembershipFactory
from tests.factories.selection import ReviewFactory
from tests.factories.students import PDF, StudentFactory
from tests.files import a_pdf, upload
from tests.placements.pages_of_applications import words
from tests.placements.panel import a_panel
from tests.placements.stage import acting, in_days

pytestmark = pytest.mark.django_db

NAME, ROLL, COLLEGE, FATHER = "Zarmeena Quetta", "RX-90017", "Chiltan Institute of Imaging", "Gulbaz Quetta"
STATEMENT = (
    "I am Zarmeena Quetta of the Chiltan Institute of Imaging, roll RX-90017, daughter of Gulbaz. I have learnt positioning in the "
    "skills laboratory and want to see how a busy department works."
)
PHONE = "+923337654321"
TELLING = [NAME, "Zarmeena", ROLL, COLLEGE, "Chiltan", "Gulbaz", "@x.example", "7654321"]


def hidden_one(panel, **fields):
    """An application whose student has a name that stands nowhere else, sent through the service."""
    institute = InstituteFactory(name=COLLEGE, short_name="Chiltan")
    student = StudentFactory(
        institute=institute,
        user__name=NAME,
        user__email="zarmeena@x.example",
        roll_no=ROLL,
        father_name=FATHER,
        user__phone=PHONE,
        about="I, Zarmeena of CII, like imaging. Call 0333 765 4321 or zk@x.example.",
    )
    panel.slot.agreement_follows = True
    panel.slot.save()
    application = panel.stage.application(student=student, statement=STATEMENT)
    submit_application(application_id=application.pk, by=acting(application), now=clock.now())
    return Application.objects.for_list().get(pk=application.pk)


def told_in(text):
    return [word for word in TELLING if word.casefold() in text.casefold()]


def pages(panel, application):
    """Every page of the partner's on which the application stands."""
    return {
        "application_list": reverse("application_list"),
        "search": reverse("application_list") + "?q=A-" + str(application.pk),
        "application_detail": application.get_absolute_url(),
        "review_list": reverse("review_list"),
        "application_score": reverse("application_score", args=[application.pk]),
        "application_conflict": reverse("application_conflict", args=[application.pk]),
        "application_cv": reverse("application_cv", args=[application.pk]),
        "application_shortlist": reverse("application_shortlist", args=[application.pk]),
        "application_offer": reverse("application_offer", args=[application.pk]),
        "application_reject": reverse("application_reject", args=[application.pk]),
        "application_decide": reverse("application_decide", args=[application.pk]),
        "application_invite": reverse("application_invite", args=[application.pk]),
        "slot_ranking": reverse("slot_ranking", args=[panel.slot.pk]),
        "slot_calibration": reverse("slot_calibration", args=[panel.slot.pk]),
        "slot_detail": reverse("slot_detail", args=[panel.slot.pk]),
        "slot_selection": reverse("slot_selection", args=[panel.slot.pk]),
        "home": reverse("home"),
        "grid": reverse("grid"),
        "notifications": reverse("notification_list"),
    }


def test_nothing_at_the_partner_tells_whose_it_is(client):
    panel = a_panel(blind=True, interviews=True)
    application = hidden_one(panel)
    panel.score(application, 4, 4, by=panel.lead, note="Writes clearly.")
    for person in (panel.lead, panel.reviewer):
        client.force_login(person.user)
        told = {name: told_in(words(client.get(path))) for name, path in pages(panel, application).items()}
        assert told == {name: [] for name in told}
        assert application.number in words(client.get(application.get_absolute_url()))


def test_the_same_pages_tell_it_where_the_review_is_not_blind(client):
    """Or the test above would pass on empty pages."""
    panel = a_panel(interviews=True)
    application = hidden_one(panel)
    client.force_login(panel.lead.user)
    shown = {name: path for name, path in pages(panel, application).items() if name != "application_cv"}
    told = {name for name, path in shown.items() if told_in(words(client.get(path)))}
    assert {
        "application_list",
        "application_detail",
        "review_list",
        "application_score",
        "slot_ranking",
    } - told == set()


def exported(client):
    answer = client.get(reverse("export_table", args=["applications", "csv"]))
    return b"".join(answer.streaming_content).decode() if answer.streaming else words(answer)


def test_the_table_to_keep_has_a_number_in_place_of_the_name(client, monkeypatch):
    monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)  # the password was just given
    panel = a_panel(blind=True)
    application = hidden_one(panel)
    client.force_login(panel.lead.user)
    (row,) = csv.DictReader(exported(client).lstrip("\ufeff").splitlines())
    assert (row["Roll number"], row["Name"], row["Programme"]) == ("", f"Applicant {application.number}", "")
    client.force_login(application.student.user)
    assert NAME in exported(client)


def test_looking_for_a_name_finds_nobody_who_is_hidden(client):
    panel = a_panel(blind=True)
    application = hidden_one(panel)
    client.force_login(panel.lead.user)
    for word in ("Zarmeena", ROLL):
        assert list(client.get(reverse("application_list"), {"q": word}).context["rows"]) == []
    found = client.get(reverse("application_list"), {"q": application.number}).context["rows"]
    assert [row["application"] for row in found] == [application]


def test_messages_to_the_partner_name_nobody():
    panel = a_panel(blind=True)
    application = hidden_one(panel)
    withdraw_application(
        application_id=application.pk, by=acting(application), now=clock.now(), reason="Zarmeena is ill."
    )
    to_lead = Notification.objects.filter(reader=panel.lead.user).order_by("pk")
    assert [row.kind for row in to_lead] == ["application.received", "application.withdrawn"]
    assert told_in(" ".join(f"{row.subject} {row.body}" for row in to_lead)) == []


def test_files_open_for_the_student_and_not_for_the_partner(client):
    panel = a_panel(blind=True)
    application = hidden_one(panel)
    path = reverse("application_cv", args=[application.pk])
    client.force_login(panel.lead.user)
    answer = client.get(path)
    assert (answer.status_code, "Hidden until decisions are released" in words(answer)) == (409, True)
    assert not ReadLog.objects.exists()
    client.force_login(application.student.user)
    answer = client.get(path)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PDF)


def test_a_document_that_came_with_an_answer_is_told_of_and_not_opened(client):
    panel = a_panel(blind=True)
    application = hidden_one(panel)
    ask_applicant(application_id=application.pk, by=panel.lead.as_actor(), now=clock.now(), text="Which shifts?")
    answered = {"answer": "Mornings.", "document": upload(a_pdf(), "rota.pdf")}
    answer_question(application_id=application.pk, by=acting(application), now=clock.now(), **answered)
    file = reverse("application_info_file", args=[application.pk, application.info_requests.get().pk])
    told = "A document came with it: hidden until decisions are released"
    for person, is_hidden in ((panel.lead.user, True), (application.student.user, False)):
        client.force_login(person)
        page = client.get(application.get_absolute_url()).text
        assert (told in page, file in page) == (is_hidden, not is_hidden)


def test_a_hidden_one_is_not_decided_by_itself():
    panel = a_panel(blind=True)
    application = panel.application()
    with pytest.raises(Refusal, match="review is blind"):
        offer_place(application_id=application.pk, by=panel.lead.as_actor(), now=clock.now(), answer_by=in_days(4))


def test_the_release_shows_the_name(client):
    panel = a_panel(blind=True)
    application = hidden_one(panel)
    ReviewFactory(application=application, membership=panel.lead)
    Application.objects.filter(pk=application.pk).update(state="under_review")
    panel.prepare(application, "reject")
    client.force_login(panel.lead.user)
    assert told_in(words(client.get(application.get_absolute_url()))) == []
    panel.release()
    assert NAME in words(client.get(application.get_absolute_url()))


def test_student_and_institute_always_know_whose_it_is():
    panel = a_panel(blind=True)
    application = Application.objects.for_list().get(pk=panel.application().pk)
    names = [face_of(application, actor).name for actor in (acting(application), panel.stage.coordinator.as_actor())]
    assert names == [application.student.user.name] * 2
    assert face_of(application, panel.lead.as_actor()).name == f"Applicant {application.number}"


def test_a_text_keeps_every_word_but_those_that_tell():
    panel = a_panel(blind=True)
    application = hidden_one(panel)
    assert veiled("ZARMEENA quetta’s friend Quettan and Gulbaz.", application) == (
        f"{HIDDEN}’s friend Quettan and {HIDDEN}."
    )


def test_a_thread_hides_the_student_the_institutes_office_and_their_files(client):
    panel = a_panel(blind=True)
    application = hidden_one(panel)
    office = MembershipFactory(coordinator=True, institute=application.institute, user__name="Gulnaz of Chiltan")
    for actor, text in (
        (acting(application), "Zarmeena asks: nights too?"),
        (office.as_actor(), "Chiltan lets her, Miss Zarmeena."),
    ):
        write_message(application_id=application.pk, by=actor, now=clock.now(), text=text, files=[])
    client.force_login(panel.lead.user)
    address = application.thread.get_absolute_url()
    for path in (address, reverse("thread_list")):
        body = words(client.get(path))
        assert ("lets her" in body, "Miss" in body) == (False, False)
        assert (told_in(body), "Gulnaz" in body, f"Applicant {application.number}" in body) == ([], False, True)
    mails = Notification.objects.filter(reader=panel.lead.user, kind="thread.message")
    assert told_in(" ".join(f"{mail.subject} {mail.body}" for mail in mails)) == []
    client.force_login(application.student.user)
    assert "Gulnaz of Chiltan" in words(client.get(address))
