"""A list in a browser: sent, its headings named, looked through, confirmed."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Job, StoredFile
from core import clock
from core.tables import read_table
from institutions.models import ColumnMemory, Import
from institutions.services import imports as services
from institutions.sweeps.leftovers import sweep_imports
from students.models import Student
from tests.factories.institutions import IntakeFactory, MembershipFactory
from tests.factories.students import StudentFactory
from tests.students.conftest import an_office
from tests.students.lists import GOOD, HEAD, a_list, a_workbook, bring, lines_of
from tests.students.lists import send as keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return an_office()


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.coordinator.user)
    return client


def send(client, content, name="students.csv"):
    return client.post(reverse("import_add", args=["students"]), {"file": SimpleUploadedFile(name, content)})


def confirm(client, check, **values):
    key = client.get(check).context["form"]["idempotency_key"].value()
    return client.post(f"{check}confirm/", {"idempotency_key": key} | values)


@pytest.mark.parametrize(
    ("content", "name"),
    [(a_list(*lines_of(3)), "s.csv"), (a_workbook(*lines_of(3)), "s.xlsx")],
    ids=["csv", "xlsx"],  # a workbook holds the time at which it was made
)
def test_a_list_is_sent_then_shown_then_brought_in(signed_in, content, name):
    check = send(signed_in, content, name).url
    page = signed_in.get(check)
    assert ("Student 2" in page.text, "Bring it in" in page.text, Student.objects.count()) == (True, True, 0)
    done = signed_in.get(confirm(signed_in, check).url)
    assert "Brought in: 3 new, 0 changed, 0 as they were." in done.text
    assert Student.objects.count() == 3


def test_a_confirmation_sent_twice_brings_in_once_and_answers_alike(signed_in):
    check = send(signed_in, a_list(GOOD)).url
    data = {"idempotency_key": signed_in.get(check).context["form"]["idempotency_key"].value()}
    assert [signed_in.post(f"{check}confirm/", data).url for _time in range(2)] == [check, check]
    assert Student.objects.count() == 1
    later = signed_in.get(check)
    assert ("What it did" in later.text, "Bring it in" in later.text) == (True, False)
    refused = signed_in.get(f"{check}confirm/")
    assert (refused.status_code, "brought in already" in refused.text) == (409, True)


def test_faults_are_listed_by_line_and_the_files_own_heading(signed_in):
    content = a_list(
        GOOD.replace("areeba@", ""), GOOD.replace("MIT-1", ""), head=HEAD.replace("email", "E-Mail address")
    )
    page = signed_in.get(send(signed_in, content).url)
    assert [problem[:2] for problem in page.context["problems"]] == [[2, "E-Mail address"], [3, "roll_no"]]
    assert ("2 lines need correction" in page.text, "Bring it in" in page.text) == (True, False)


def test_a_hundred_faults_are_shown_and_the_rest_is_counted(signed_in):
    check = send(signed_in, a_list(*(f"{n},,a{n}@students.example,MIT,Spring 2027,,," for n in range(730)))).url
    page = signed_in.get(check)
    assert (len(page.context["problems"]), page.context["more"], "And 630 more" in page.text) == (100, 630, True)


def test_what_stood_in_a_cell_is_written_as_text(signed_in):
    page = signed_in.get(send(signed_in, a_list(GOOD.replace("daughter", "<script>alert(1)</script>"))).url)
    assert ("<script>alert(1)" in page.text, "&lt;script&gt;alert(1)" in page.text) == (False, True)


def test_a_file_that_is_no_table_is_refused_beside_its_field(signed_in):
    page = send(signed_in, b"PK\x03\x04")
    assert ("This workbook is damaged" in page.text, Import.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html>\n<title>Students</title>",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        bytes(900),
        b"Name\x01,Roll\n1,2",
    ],
    ids=["a page", "a picture", "nothing but zeros", "letters that steer"],
)
def test_what_is_neither_of_the_two_kinds_says_how_to_save_one(signed_in, content):
    page = send(signed_in, content)
    assert ("neither a CSV file nor an XLSX workbook" in page.text, Import.objects.count()) == (True, 0)


OTHER_HEADINGS = "Roll,Student name,Mail,Course,Batch,Remarks"
OTHER = "MIT-1,Areeba Khan,areeba@students.example,MIT,Spring 2027,pays late"


def test_headings_that_are_not_known_are_asked_about_once_and_remembered(signed_in):
    check = send(signed_in, a_list(OTHER, head=OTHER_HEADINGS)).url
    columns = signed_in.get(check).url
    page = signed_in.get(columns)
    assert "For example pays late." in page.text
    answer = {f"column_{n}": page.context["form"][f"column_{n}"].initial for n in range(6)}
    assert list(answer.values()) == ["roll_no", "name", "email", "programme", "intake", ""]
    looked = signed_in.get(signed_in.post(columns, answer).url)
    assert looked.context["report"]["new"] == 1
    shuffled = a_list(
        "pays late,MIT-2,Hamza,h@x.example,MIT,Spring 2027", head="REMARKS,roll,student name,mail,course,batch"
    )
    again = signed_in.get(send(signed_in, shuffled).url)
    assert (again.context["report"]["new"], ColumnMemory.objects.count()) == (1, 1)


def test_a_heading_that_is_needed_is_asked_for(signed_in):
    check = send(signed_in, a_list("A,a@x.example", head="Name,E-mail")).url
    columns = signed_in.get(check).url
    page = signed_in.post(columns, {"column_0": "name", "column_1": "email"})
    assert "These are needed and have no heading: Roll number, Programme, Intake." in page.text


def test_two_headings_do_not_mean_one_column(signed_in):
    check = send(signed_in, a_list("1,2", head="Name,Name")).url
    page = signed_in.post(signed_in.get(check).url, {"column_0": "name", "column_1": "name"})
    assert "Another heading means this already." in page.text


def test_a_doubt_is_settled_on_a_page(signed_in, office):
    old = StudentFactory(institute=office.institute, intake=office.intake, roll_no="OLD-1", user__name="Areeba Khan")
    check = send(signed_in, a_list(GOOD)).url
    assert "Settle 1 doubt" in signed_in.get(check).text
    page = signed_in.get(f"{check}alike/")
    assert f"The same as Areeba Khan, OLD-1, MIT {office.intake.name}" in page.text
    assert "This field is required." in signed_in.post(f"{check}alike/", {"idempotency_key": "k"}).text
    looked = signed_in.get(signed_in.post(f"{check}alike/", {"line_2": str(old.pk)}).url)
    assert (looked.context["report"]["changed"], "<del>OLD-1</del>" in looked.text) == (1, True)


def many_doubts(signed_in, office, n):
    twins = [f"Areeba Khan {chr(97 + number)}" for number in range(n)]
    for number, name in enumerate(twins):
        StudentFactory(institute=office.institute, intake=office.intake, roll_no=f"OLD-{number}", user__name=name)
    rows = [
        GOOD.replace("MIT-1", f"MIT-{n}").replace("Areeba Khan", name).replace("areeba@", f"{n}@")
        for n, name in enumerate(twins)
    ]
    return send(signed_in, a_list(*rows)).url


@pytest.mark.parametrize("others", [True, False])
def test_many_doubts_are_settled_page_by_page_or_all_further_ones_at_once(signed_in, office, monkeypatch, others):
    monkeypatch.setattr("institutions.forms.imports.AT_ONCE", 2)
    check = many_doubts(signed_in, office, 5)
    form = signed_in.get(f"{check}alike/").context["form"]
    assert (form.lines, form.further) == (["2", "3"], ["4", "5", "6"])
    said = {"line_2": "0", "line_3": "0"} | ({"others": "on"} if others else {})
    looked = signed_in.get(signed_in.post(f"{check}alike/", said).url)
    left = [doubt["line"] for doubt in looked.context["report"]["alike"]]
    assert (left, looked.context["report"]["new"]) == ([] if others else [4, 5, 6], 5)


def test_a_list_overtaken_by_events_shows_what_it_would_do_now(signed_in, office):
    check = send(signed_in, a_list(GOOD)).url
    StudentFactory(institute=office.institute, intake=office.intake, roll_no="MIT-1", user__unclaimed=True)
    page = signed_in.get(confirm(signed_in, check).url)
    assert ("Something has changed since" in page.text, page.context["report"]["changed"]) == (True, 1)
    assert "Brought in: 0 new, 1 changed" in signed_in.get(confirm(signed_in, check).url).text


def test_a_list_is_looked_through_again_once_what_it_names_is_here(signed_in, office):
    check = send(signed_in, a_list(GOOD.replace("Spring 2027", "Autumn 2031"))).url
    assert f'href="{check}look/"' in signed_in.get(check).text
    IntakeFactory(programme=office.intake.programme, name="Autumn 2031")
    page = signed_in.get(signed_in.post(f"{check}look/", {"idempotency_key": "look"}).url)
    assert (page.context["report"]["faults"], page.context["report"]["new"]) == (0, 1)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_sample_is_a_list_that_is_taken(signed_in, kind):
    sample = signed_in.get(reverse("import_sample", args=["students", kind]))
    assert sample["Content-Disposition"] == f'attachment; filename="students.{kind}"'
    page = signed_in.get(send(signed_in, b"".join(sample.streaming_content), f"s.{kind}").url)
    assert [row["cells"][1] for row in page.context["report"]["first_new"]] == ["Areeba Khan", "Hamza Yousaf"]
    assert signed_in.get(reverse("import_sample", args=["students", "pdf"])).status_code == 404


def test_the_page_names_the_columns_and_ones_own_programmes(signed_in, office):
    stranger = IntakeFactory(name="Of another institute")
    page = signed_in.get(reverse("import_add", args=["students"]))
    assert (f"MIT · {office.intake.name}" in page.text, "Father’s name" in page.text) == (True, True)
    assert stranger.name not in page.text


def test_a_list_and_its_file_are_forgotten_on_request(signed_in):
    check = send(signed_in, a_list(GOOD)).url
    assert signed_in.post(f"{check}drop/", {"idempotency_key": "k"}).url == reverse("import_list")
    assert (Import.objects.count(), StoredFile.objects.count(), Student.objects.count()) == (0, 0, 0)


def test_lists_that_nobody_confirmed_within_a_week_are_forgotten(office):
    stale, fresh = keep(office, a_list(*lines_of(1))), keep(office, a_list(*lines_of(1)))
    done = bring(office, a_list(GOOD))
    Import.objects.exclude(pk=fresh.pk).update(created_at=clock.now() - timedelta(days=8))
    assert sweep_imports() == 1
    assert set(Import.objects.values_list("pk", flat=True)) == {fresh.pk, done.pk}
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {fresh.file_id}
    assert not Import.objects.filter(pk=stale.pk).exists()


@pytest.mark.parametrize("who", ["coordinator", "viewer", "student", "lead", "supervisor"])
def test_a_strangers_list_is_not_found(client, office, who):
    kept = keep(office, a_list(GOOD))
    client.force_login(MembershipFactory(**{who: True}).user)
    address = kept.get_absolute_url()
    acts = ("", "columns/", "alike/", "confirm/", "drop/")
    assert [client.get(address + act).status_code for act in acts] == [404] * 5
    assert [client.post(address + act).status_code for act in acts[1:]] == [404] * 4
    assert (Student.objects.count(), Import.objects.count()) == (0, 1)


def test_a_coordinator_of_one_programme_sees_no_list_of_the_whole_institute(client, office):
    kept = keep(office, a_list(GOOD))
    narrow = MembershipFactory(coordinator=True, institute=office.institute, programme=office.intake.programme)
    client.force_login(narrow.user)
    assert client.get(kept.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_lists_takes_the_same_queries_for_one_and_for_many(signed_in, office, count):
    for _number in range(count):
        keep(office, a_list(GOOD))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = signed_in.get(reverse("import_list"))
    assert (len(page.context["recent"]), len(captured) <= 10, len(captured)) == (count, True, 3)


def test_a_long_list_is_a_job_with_a_bar_and_is_brought_in_as_one(
    signed_in, office, django_capture_on_commit_callbacks
):
    check = send(signed_in, a_list(*lines_of(services.IN_REQUEST + 1))).url
    confirm(signed_in, check)
    job = Job.objects.get()
    page = signed_in.get(check)
    assert ("0 of 301" in page.text, Student.objects.count(), job.params["steps"][0][0]) == (True, 0, "bring")
    refused = signed_in.get(f"{check}confirm/")
    assert (refused.status_code, "being worked on" in refused.text) == (409, True)


def test_the_file_that_was_sent_reads_as_it_was(office):
    kept = keep(office, a_workbook(GOOD), name="../../etc/spring.xlsx")
    with kept.file.file.open("rb") as content:
        table = read_table(io.BytesIO(content.read()).getvalue())
    assert (kept.name, len(table.lines)) == ("spring.xlsx", 1)
