"""Lists of students: every fault by its line and column, all of it or nothing, once."""

import pytest
from django.core.files.storage import default_storage

from accounts.models import AccessLink, StoredFile, User
from core.errors import NotAllowed, Refusal
from core.tables import Unreadable
from institutions.models import Import, Membership
from institutions.services import imports as services
from notifications.models import Notification
from students.models import Student
from tests.factories.accounts import UserFactory
from tests.factories.institutions import IntakeFactory, MembershipFactory
from tests.factories.students import StudentFactory
from tests.students.lists import GOOD, HEAD, a_list, a_workbook, bring, confirm, faults, figures, lines_of, read, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "content",
    [
        a_list(GOOD),
        a_list(GOOD, encoding="utf-8-sig"),
        a_list(GOOD, encoding="utf-16"),
        a_list(GOOD).replace(b",", b";"),
        a_list(GOOD).replace(b",", b"\t"),
        a_list(GOOD).replace(b"\r\n", b"\n") + b"\n\n",
        a_list(GOOD, head=HEAD.replace("roll_no", "Roll No").replace("email", " E-Mail address ")),
        a_list(GOOD.replace("MIT,Spring 2027", "mit,spring 2027").replace("daughter", "D/o")),
        a_list(
            "Areeba Khan,MIT-1,Areeba@Students.Example,MIT,Spring 2027,Karachi,daughter,Nadeem Khan",
            head="name,roll_no,email,programme,intake,city,relation,father_name",
        ),
        a_workbook(GOOD),
    ],
    ids=["plain", "marked", "utf-16", "semicolons", "tabs", "unix", "capitals", "loose", "reordered", "workbook"],
)
def test_a_list_is_taken_as_spreadsheets_write_it(office, content):
    bring(office, content)
    student = Student.objects.get()
    assert (
        student.roll_no, student.user.name, student.user.email, student.intake, student.father_name, student.relation,
        student.city,
    ) == ("MIT-1", "Areeba Khan", "areeba@students.example", office.intake, "Nadeem Khan", "daughter", "Karachi")  # fmt: skip


def test_a_formula_is_the_text_it_is(office):
    bring(office, a_list(GOOD.replace("Areeba Khan", '"=HYPERLINK(""http://x"")"')))
    assert Student.objects.get().user.name == '=HYPERLINK("http://x")'


def test_columns_that_may_be_empty_may_be_left_out(office):
    kept = send(
        office, a_list("MIT-1,A,a@students.example,MIT,Spring 2027", head="roll_no,name,email,programme,intake")
    )
    assert (figures(kept), kept.report["faults"]) == ((1, 0, 0), 0)


# Twelve kinds of bad line, as the journey sends them, and a few more.
BAD = {
    "no roll number": (GOOD.replace("MIT-1", ""), {"roll_no": "This is empty."}),
    "no name": (GOOD.replace("Areeba Khan", " "), {"name": "This is empty."}),
    "long name": (GOOD.replace("Areeba Khan", "x" * 151), {"name": "This is longer than 150 characters."}),
    "hidden letters": (
        GOOD.replace("Areeba Khan", "Areeba\u200b Khan"),
        {"name": "This holds a character that cannot be seen. Type it anew."},
    ),
    "no address": (
        GOOD.replace("areeba@", "areeba"),
        {"email": "“areebastudents.example” is no e-mail address."},
    ),
    "unknown relation": (
        GOOD.replace("daughter", "cousin"),
        {"relation": "“cousin” is none of son, daughter, wife."},
    ),
    "unknown programme": (GOOD.replace("MIT,", "MLT,"), {"programme": "You have no programme “MLT” with an intake."}),
    "unknown intake": (
        GOOD.replace("Spring 2027", "Autumn 2027"),
        {"intake": "MIT has no intake “Autumn 2027”."},
    ),
    "a cell too many": (GOOD + ",one more", {"": "This line has more or fewer cells than there are headings."}),
    "cells too few": ("MIT-1,Areeba Khan", {"": "This line has more or fewer cells than there are headings."}),
    "a roll number twice": (
        GOOD.replace("MIT-1", "mit-9"),
        {"roll_no": "This stands in line 2 already."},
    ),
    "an address twice": (
        GOOD.replace("areeba@", "S0@"),
        {"email": "This stands in line 2 already."},
    ),
    "everything": (
        ",,nobody,MLT,,,uncle,",
        {
            "roll_no": "This is empty.",
            "name": "This is empty.",
            "email": "“nobody” is no e-mail address.",
            "intake": "This is empty.",
            "relation": "“uncle” is none of son, daughter, wife.",
        },
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_every_fault_is_named_by_line_and_column_in_words(office, kind):
    line, words = BAD[kind]
    first = lines_of(1)[0].replace("S-0", "MIT-9")
    found = read(office, a_list(first, line)).problems
    assert [(p.line, p.column, p.words) for p in found] == [(3, column, said) for column, said in words.items()]


def test_who_is_here_already_under_another_number_is_named_and_who_is_elsewhere_is_not(office, other_office):
    StudentFactory(
        institute=office.institute, intake=office.intake, user__email="areeba@students.example", roll_no="M-7"
    )
    StudentFactory(
        institute=other_office.institute, intake=other_office.intake, roll_no="MIT-2", user__email="b@students.example"
    )
    found = read(office, a_list(GOOD, "MIT-2,B,b@students.example,MIT,Spring 2027,,,")).problems
    assert [(p.line, p.column, p.words) for p in found] == [
        (2, "email", "areeba@students.example is a student here already, with the roll number M-7.")
    ]


def test_a_roll_number_of_a_programme_that_is_not_the_coordinators_is_taken(office):
    other = IntakeFactory(programme__institute=office.institute, programme__code="BSN")
    StudentFactory(institute=office.institute, intake=other, roll_no="mit-1")
    by = MembershipFactory(coordinator=True, institute=office.institute, programme=office.intake.programme).as_actor()
    kept = send(office, a_list(GOOD), by=by)
    assert kept.report["problems"] == [[2, "roll_no", "Another student has the roll number MIT-1."]]


def test_lines_are_counted_as_a_spreadsheet_shows_them_through_cells_of_several_lines(office):
    content = a_list(GOOD.replace("Karachi", '"Karachi\nEast"'), ",,,,,,,", GOOD.replace("MIT-1", ""))
    assert faults(office, content) == [(5, "roll_no")]


def test_programmes_of_another_office_are_not_known(office):
    IntakeFactory(programme__code="MLT", name="Spring 2027")
    assert faults(office, a_list(GOOD.replace("MIT,", "MLT,"))) == [(2, "programme")]


def test_a_file_that_is_no_table_is_refused_and_not_kept(office):
    with pytest.raises(Unreadable):
        send(office, b"PK\x03\x04 no workbook")
    assert (Import.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_looking_a_list_through_adds_nobody(office):
    kept = send(office, a_list(GOOD, *lines_of(3)[2:], *lines_of(1)))
    assert (figures(kept), Student.objects.count(), Notification.objects.count()) == ((3, 0, 0), 0, 0)


def test_bringing_in_adds_and_invites_everyone_and_forgets_the_file(office, django_capture_on_commit_callbacks):
    known = UserFactory(email="s1@students.example", name="Dr Known")
    unclaimed = UserFactory(email="s2@students.example", unclaimed=True)
    kept = send(office, a_list(*lines_of(4)))
    name = kept.file.file.name
    with django_capture_on_commit_callbacks(execute=True):
        confirm(office, kept)
    kept.refresh_from_db()
    students = Student.objects.order_by("roll_no")
    assert [(s.roll_no, s.user.email, s.intake) for s in students] == [
        (f"S-{n}", f"s{n}@students.example", office.intake) for n in range(4)
    ]
    assert Membership.objects.filter(role="student", institute=office.institute).count() == 4
    assert dict(Notification.objects.values_list("reader__email", "kind")) == {
        "s0@students.example": "account.invited",
        "s1@students.example": "account.role",
        "s2@students.example": "account.invited",
        "s3@students.example": "account.invited",
    }
    assert set(AccessLink.objects.values_list("user__email", flat=True)) == {
        "s0@students.example",
        "s2@students.example",
        "s3@students.example",
    }
    assert (User.objects.get(pk=known.pk).name, User.objects.get(pk=unclaimed.pk).is_claimed) == ("Dr Known", False)
    assert (figures(kept), kept.done_at is not None, kept.file) == ((4, 0, 0), True, None)
    assert (StoredFile.objects.count(), default_storage.exists(name)) == (0, False)


def test_a_list_takes_the_same_queries_for_one_and_for_many(office, django_assert_max_num_queries):
    counts = []
    for number, lines in enumerate((lines_of(1), lines_of(60)[1:])):
        with django_assert_max_num_queries(20) as looking:
            kept = send(office, a_list(*lines))
        with django_assert_max_num_queries(50) as bringing:
            confirm(office, kept)
        counts.append((len(looking), len(bringing)))
        assert Student.objects.count() == (1, 60)[number]
    assert counts[0] == counts[1]


def test_bringing_in_twice_adds_once(office):
    kept = bring(office, a_list(GOOD))
    with pytest.raises(Refusal, match="brought in already"):
        confirm(office, kept)
    assert (Student.objects.count(), Notification.objects.count()) == (1, 1)


def test_an_error_in_the_last_of_many_lines_leaves_nothing(office, monkeypatch):
    monkeypatch.setattr(services, "READ_IN_REQUEST", 10_000)
    kept = send(office, a_list(*lines_of(9_998), GOOD.replace("areeba@", "areeba")))
    assert kept.report["problems"] == [[10_000, "email", "“areebastudents.example” is no e-mail address."]]
    with pytest.raises(Refusal, match="Some lines need correction"):
        confirm(office, kept)
    assert (Student.objects.count(), User.objects.filter(email__startswith="s").exists()) == (0, False)


def test_nothing_is_brought_in_when_somebody_came_in_between_and_the_difference_is_shown(office):
    kept = send(office, a_list(*lines_of(3)))
    StudentFactory(institute=office.institute, intake=office.intake, roll_no="S-2", user__email="other@x.example")
    kept = confirm(office, kept)
    assert (kept.done_at, kept.report["overtaken"], figures(kept)) == (None, True, (2, 1, 0))
    assert (Student.objects.count(), User.objects.filter(email__startswith="s0@").exists()) == (1, False)


def test_a_line_that_the_database_refuses_leaves_nothing(office, monkeypatch):
    kept = send(office, a_list(*lines_of(3)))
    StudentFactory(institute=office.institute, intake=office.intake, roll_no="S-2")
    monkeypatch.setattr(type(kept.sheet), "things", lambda *_args, **_named: [])
    monkeypatch.setattr(type(kept.sheet), "known", lambda *_args: [])
    kept = confirm(office, kept)
    ((line, column, words),) = kept.report["problems"]
    assert (line, column, words.startswith("Somebody has just added one of these students.")) == (0, "", True)
    assert (Student.objects.count(), Notification.objects.count()) == (1, 0)


@pytest.mark.parametrize("trait", ["viewer", "student", "lead", "supervisor", "administrator"])
def test_lists_of_students_are_for_coordinators_alone(office, trait):
    by = MembershipFactory(**{trait: True}).as_actor()
    kept = send(office, a_list(GOOD))
    with pytest.raises(NotAllowed):
        send(office, a_list(GOOD), by=by)
    with pytest.raises(NotAllowed):
        confirm(office, kept, by=by)
    assert Student.objects.count() == 0


def test_a_list_of_another_office_is_refused(office, other_office):
    kept = send(office, a_list(GOOD))
    with pytest.raises(NotAllowed, match="another office"):
        confirm(office, kept, by=other_office.actor)
    with pytest.raises(NotAllowed, match="another office"):
        services.drop_import(import_id=kept.pk, by=other_office.actor, now=kept.created_at)
    assert Student.objects.count() == 0
