"""Lists of students: every fault by its line and column, all of it or nothing, once."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AccessLink, StoredFile, User
from core import clock
from core.errors import NotAllowed, Refusal
from institutions.models import Membership
from notifications.models import Notification
from students.models import Student, StudentImport
from students.services import imports as services
from students.services.import_rows import read_students
from students.sweeps import sweep_imports
from tests.factories.accounts import UserFactory
from tests.factories.institutions import IntakeFactory, MembershipFactory
from tests.factories.students import StudentFactory

pytestmark = pytest.mark.django_db

HEAD = "roll_no,name,email,programme,intake,father_name,relation,city"
GOOD = "MIT-1,Areeba Khan,areeba@students.example,MIT,Spring 2027,Nadeem Khan,daughter,Karachi"


def a_list(*lines, head=HEAD, encoding="utf-8"):
    return "\r\n".join([head, *lines]).encode(encoding)


def lines_of(count):
    return [f"MIT-{n},Student {n},s{n}@students.example,MIT,Spring 2027,,," for n in range(count)]


def keep(office, content, by=None):
    return services.keep_import(by=by or office.actor, now=clock.now(), file=SimpleUploadedFile("s.csv", content))


def add(office, listed, by=None):
    return services.add_import(import_id=listed.pk, by=by or office.actor, now=clock.now())


def faults(office, content):
    return [(problem.line, problem.column) for problem in read_students(content, by=office.actor).problems]


@pytest.mark.parametrize(
    "content",
    [
        a_list(GOOD),
        a_list(GOOD, encoding="utf-8-sig"),
        a_list(GOOD).replace(b",", b";"),
        a_list(GOOD).replace(b"\r\n", b"\n") + b"\n\n",
        a_list(GOOD, head=HEAD.replace("roll_no", "Roll No").replace("email", " EMAIL ")),
        a_list(GOOD.replace("MIT,Spring 2027", "mit,spring 2027").replace("daughter", "D/o")),
        a_list(
            "Areeba Khan,MIT-1,Areeba@Students.Example,MIT,Spring 2027,Karachi,daughter,Nadeem Khan",
            head="name,roll_no,email,programme,intake,city,relation,father_name",
        ),
    ],
    ids=["plain", "marked", "semicolons", "unix", "capitals", "loose", "reordered"],
)  # fmt: skip
def test_read_students_takes_what_spreadsheets_write(office, content):
    reading = read_students(content, by=office.actor)
    assert reading.problems == []
    (row,) = reading.rows
    assert (row.line, row.roll_no, row.name, row.email, row.intake, row.father_name, row.relation, row.city) == (
        2, "MIT-1", "Areeba Khan", "areeba@students.example", office.intake, "Nadeem Khan", "daughter", "Karachi",
    )  # fmt: skip
    assert row.lineage == "daughter of Nadeem Khan"


def test_read_students_reads_names_in_the_encoding_of_older_spreadsheets(office):
    (row,) = read_students(a_list(GOOD.replace("Areeba", "Zoë"), encoding="cp1252"), by=office.actor).rows
    assert row.name == "Zoë Khan"


def test_read_students_takes_a_formula_as_the_text_it_is(office):
    (row,) = read_students(a_list(GOOD.replace("Areeba Khan", '"=HYPERLINK(""http://x"")"')), by=office.actor).rows
    assert row.name == '=HYPERLINK("http://x")'


def test_read_students_may_leave_out_what_may_be_empty(office):
    reading = read_students(
        a_list("MIT-1,A,a@students.example,MIT,Spring 2027", head="roll_no,name,email,programme,intake"),
        by=office.actor,
    )
    assert (reading.problems, len(reading.rows)) == ([], 1)


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        (GOOD.replace("MIT-1", ""), ["roll_no"]),
        (GOOD.replace("Areeba Khan", " "), ["name"]),
        (GOOD.replace("Areeba Khan", "x" * 151), ["name"]),
        (GOOD.replace("Areeba Khan", "Areeba \u202enahK"), ["name"]),
        (GOOD.replace("areeba@", "areeba"), ["email"]),
        (GOOD.replace("daughter", "cousin"), ["relation"]),
        (GOOD.replace("MIT,", "MLT,"), ["programme"]),
        (GOOD.replace("Spring 2027", "Autumn 2027"), ["intake"]),
        (GOOD + ",one more", [""]),
        ("MIT-1,Areeba Khan", [""]),
        (",,nobody,MLT,,,uncle,", ["roll_no", "name", "email", "intake", "relation"]),
    ],
)
def test_every_fault_is_named_by_line_and_column(office, line, columns):
    second = lines_of(1)[0].replace("MIT-0", "MIT-9")
    assert faults(office, a_list(second, line)) == [(3, column) for column in columns]


def test_a_second_line_with_one_roll_number_or_address_names_the_first(office):
    twice = a_list(GOOD, "", GOOD.replace("MIT-1", "mit-1").replace("areeba@", "AREEBA@"))
    reading = read_students(twice, by=office.actor)
    assert [(p.line, p.column, p.words) for p in reading.problems] == [
        (4, "roll_no", "This stands in line 2 already."),
        (4, "email", "This stands in line 2 already."),
    ]


def test_who_is_here_already_is_named_and_who_is_elsewhere_is_not(office, other_office):
    StudentFactory(institute=office.institute, intake=office.intake, roll_no="mit-1")
    StudentFactory(institute=office.institute, intake=office.intake, user__email="areeba@students.example")
    StudentFactory(
        institute=other_office.institute, intake=other_office.intake, roll_no="MIT-2", user__email="b@students.example"
    )
    content = a_list(GOOD, "MIT-2,B,b@students.example,MIT,Spring 2027,,,")
    assert faults(office, content) == [(2, "roll_no"), (2, "email")]


def test_lines_are_counted_as_a_spreadsheet_shows_them_through_cells_of_several_lines(office):
    content = a_list(GOOD.replace("Karachi", '"Karachi\nEast"'), ",,,,,,,", GOOD.replace("MIT-1", ""))
    assert faults(office, content) == [(5, "roll_no")]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", [(1, "roll_no"), (1, "name"), (1, "email"), (1, "programme"), (1, "intake")]),
        (a_list(), [(0, "")]),
        (b"PK\x03\x04\x00\x00 a workbook", [(0, "")]),
        (a_list(GOOD, encoding="utf-16"), [(0, "")]),
        (b"\x81\x8d\x8f", [(0, "")]),
        (a_list(GOOD, head=HEAD.replace("email", "mail")), [(1, "email"), (1, "mail")]),
        (a_list(GOOD, head=HEAD + ",city"), [(1, "city")]),
        (a_list('MIT-1,"Areeba" Khan,a@students.example,MIT,Spring 2027,,,'), [(2, "")]),
        (a_list('MIT-1,"Areeba'), [(2, "")]),
        (a_list(*lines_of(2001)), [(0, "")]),
    ],
    ids=[
        "empty",
        "headings alone",
        "workbook",
        "utf-16",
        "no letters",
        "unknown heading",
        "heading twice",
        "quotes",
        "open quote",
        "too long",
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole(office, content, where):
    assert faults(office, content) == where


def test_keep_import_with_a_fault_keeps_nothing_and_says_all_of_it(office):
    with pytest.raises(services.ListRefused, match="2 lines need correction") as refused:
        keep(office, a_list(GOOD.replace("MIT-1", ""), *lines_of(1), GOOD.replace("areeba@", "")))
    assert (refused.value.field, len(refused.value.problems)) == ("file", 2)
    assert (StudentImport.objects.count(), StoredFile.objects.count(), Student.objects.count()) == (0, 0, 0)


def test_a_dry_run_adds_nobody(office):
    listed = keep(office, a_list(GOOD, *lines_of(3)[2:], *lines_of(1)))
    reading = services.preview(listed, by=office.actor)
    assert (listed.rows, reading.by_intake(), Student.objects.count(), Notification.objects.count()) == (
        3,
        [(office.intake, 3)],
        0,
        0,
    )


def test_add_import_adds_and_invites_everyone_and_forgets_the_file(office, django_capture_on_commit_callbacks):
    known = UserFactory(email="s1@students.example", name="Dr Known")
    unclaimed = UserFactory(email="s2@students.example", unclaimed=True)
    listed = keep(office, a_list(*lines_of(4)))
    name = listed.file.file.name
    with django_capture_on_commit_callbacks(execute=True):
        add(office, listed)
    listed.refresh_from_db()
    students = Student.objects.order_by("roll_no")
    assert [(s.roll_no, s.user.email, s.intake) for s in students] == [
        (f"MIT-{n}", f"s{n}@students.example", office.intake) for n in range(4)
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
    assert (listed.added_at is not None, listed.file, StoredFile.objects.count(), default_storage.exists(name)) == (
        True,
        None,
        0,
        False,
    )


@pytest.mark.parametrize("count", [1, 40])
def test_add_import_takes_the_same_queries_for_one_and_for_many(office, count, django_assert_num_queries):
    listed = keep(office, a_list(*lines_of(count)))
    with django_assert_num_queries(28):
        add(office, listed)
    assert Student.objects.count() == count


def test_add_import_twice_adds_once(office):
    listed = keep(office, a_list(GOOD))
    add(office, listed)
    with pytest.raises(Refusal, match="added already"):
        add(office, listed)
    assert (Student.objects.count(), Notification.objects.count()) == (1, 1)


def test_add_import_adds_nobody_when_somebody_came_in_between(office):
    listed = keep(office, a_list(*lines_of(3)))
    StudentFactory(institute=office.institute, intake=office.intake, roll_no="MIT-2")
    with pytest.raises(services.ListRefused):
        add(office, listed)
    listed.refresh_from_db()
    assert (Student.objects.count(), listed.added_at, User.objects.filter(email__startswith="s0@").exists()) == (
        1,
        None,
        False,
    )


def test_add_import_that_the_database_refuses_adds_nobody(office, monkeypatch):
    listed = keep(office, a_list(*lines_of(3)))
    StudentFactory(institute=office.institute, intake=office.intake, roll_no="MIT-2")
    monkeypatch.setattr("students.services.import_rows._find_known", lambda _reading, _by: None)
    with pytest.raises(Refusal, match="Somebody has just added one"):
        add(office, listed)
    assert (
        Student.objects.count(),
        User.objects.filter(email__startswith="s0@").exists(),
        Notification.objects.count(),
    ) == (1, False, 0)


@pytest.mark.parametrize("trait", ["viewer", "student", "lead", "supervisor", "administrator"])
def test_lists_are_for_coordinators_alone(office, trait):
    by = MembershipFactory(**{trait: True}).as_actor()
    listed = keep(office, a_list(GOOD))
    with pytest.raises(NotAllowed):
        keep(office, a_list(GOOD), by=by)
    with pytest.raises(NotAllowed):
        add(office, listed, by=by)
    assert Student.objects.count() == 0


def test_add_import_by_another_office_is_refused(office, other_office):
    listed = keep(office, a_list(GOOD))
    with pytest.raises(NotAllowed, match="another office"):
        add(office, listed, by=other_office.actor)
    assert Student.objects.count() == 0


def test_programmes_of_another_office_are_not_known(office):
    IntakeFactory(programme__code="MLT", name="Spring 2027")
    assert faults(office, a_list(GOOD.replace("MIT,", "MLT,"))) == [(2, "programme")]


def test_a_list_larger_than_any_is_refused_unread(office):
    with pytest.raises(Refusal, match="never this large") as refused:
        keep(office, b"x" * (services.LIMIT + 1))
    assert refused.value.field == "file"


def test_sweep_imports_forgets_what_nobody_confirmed_within_a_week(office):
    stale, fresh, added = (keep(office, a_list(f"{n},A,a{n}@students.example,MIT,Spring 2027,,,")) for n in range(3))
    add(office, added)
    StudentImport.objects.exclude(pk=fresh.pk).update(created_at=clock.now() - timedelta(days=8))
    assert sweep_imports() == 1
    assert set(StudentImport.objects.values_list("pk", flat=True)) == {fresh.pk, added.pk}
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {fresh.file_id}
    assert not StudentImport.objects.filter(pk=stale.pk).exists()
