"""A list in a browser: sent, looked through, confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from students.models import Student, StudentImport
from students.services.imports import keep_import
from tests.factories.institutions import IntakeFactory, MembershipFactory
from tests.factories.students import StudentFactory
from tests.students.test_imports import GOOD, a_list, lines_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.coordinator.user)
    return client


def send(client, content, **values):
    return client.post(reverse("student_import"), {"file": SimpleUploadedFile("students.csv", content)} | values)


def test_student_import_takes_a_list_then_shows_it_then_adds_it(signed_in, office):
    check = send(signed_in, a_list(*lines_of(3)))
    page = signed_in.get(check.url)
    assert (page.context["groups"], "Student 2" in page.text, Student.objects.count()) == (
        [(office.intake, 3)],
        True,
        0,
    )
    done = signed_in.post(check.url, {"idempotency_key": page.context["form"]["idempotency_key"].value()}, follow=True)
    assert ("3 students are added and invited." in done.text, Student.objects.count()) == (True, 3)


def test_student_import_check_sent_twice_adds_once_and_answers_alike(signed_in, office):
    check = send(signed_in, a_list(GOOD)).url
    data = {"idempotency_key": signed_in.get(check).context["form"]["idempotency_key"].value()}
    assert [signed_in.post(check, data).url for _time in range(2)] == [reverse("student_list")] * 2
    assert Student.objects.count() == 1
    later = signed_in.get(check)
    assert ("This list was added" in later.text, '<form method="post" novalidate' in later.text) == (True, False)


def test_student_import_with_faults_lists_them_by_line_and_column(signed_in):
    response = send(signed_in, a_list(GOOD.replace("areeba@", ""), GOOD.replace("MIT-1", "")))
    assert [(p.line, p.column) for p in response.context["problems"]] == [(2, "email"), (3, "roll_no")]
    assert ("2 lines need correction" in response.text, StudentImport.objects.count()) == (True, 0)


def test_student_import_shows_a_hundred_faults_and_counts_the_rest(signed_in):
    response = send(signed_in, a_list(*(f"{n},,a{n}@students.example,MIT,Spring 2027,,," for n in range(130))))
    assert (len(response.context["problems"]), response.context["more"], "And 30 more" in response.text) == (
        100,
        30,
        True,
    )


def test_student_import_writes_what_stood_in_a_cell_as_text(signed_in):
    page = send(signed_in, a_list(GOOD.replace("daughter", "<script>alert(1)</script>")))
    assert ("<script>alert(1)" in page.text, "&lt;script&gt;alert(1)" in page.text) == (False, True)


def test_student_import_check_of_a_list_overtaken_by_events_says_so(signed_in, office):
    check = send(signed_in, a_list(GOOD)).url
    StudentFactory(institute=office.institute, intake=office.intake, roll_no="MIT-1")
    assert "Something has changed since" in signed_in.get(check).text
    refused = signed_in.post(check, {"idempotency_key": "once"})
    assert (refused.status_code, "Something has changed since" in refused.text, Student.objects.count()) == (
        200,
        True,
        1,
    )


def test_the_sample_is_a_list_that_is_taken(signed_in, office):
    sample = signed_in.get(reverse("student_import_sample"))
    assert sample["Content-Disposition"] == 'attachment; filename="students.csv"'
    page = signed_in.get(send(signed_in, sample.content).url)
    assert [row.name for row in page.context["first"]] == ["Areeba Khan", "Hamza Yousaf"]


def test_student_import_names_own_programmes_and_intakes(signed_in, office):
    stranger = IntakeFactory(name="Of another institute")
    page = signed_in.get(reverse("student_import"))
    assert list(page.context["intakes"]) == [office.intake]
    assert stranger.name not in page.text


@pytest.mark.parametrize("who", ["coordinator", "viewer", "student", "lead"])
def test_a_strangers_list_is_not_found(client, office, who):
    content = SimpleUploadedFile("s.csv", a_list(GOOD))
    listed = keep_import(by=office.actor, now=clock.now(), file=content)
    client.force_login(MembershipFactory(**{who: True}).user)
    address = listed.get_absolute_url()
    assert (client.get(address).status_code, client.post(address).status_code, Student.objects.count()) == (404, 404, 0)
