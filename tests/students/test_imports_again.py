"""A list that comes again: what changed is changed, what did not is not touched, nothing is removed; doubts are settled by people."""

import pytest

from core import clock
from core.errors import Refusal
from institutions.services import imports as services
from notifications.models import Notification
from students.models import Student
from tests.factories.institutions import MembershipFactory
from tests.factories.students import StudentFactory
from tests.students.lists import GOOD, a_list, bring, confirm, figures, lines_of, send

pytestmark = pytest.mark.django_db


def changes(kept):
    return {row["line"]: row["changes"] for row in kept.report["first_changed"]}


def test_the_same_list_again_has_nothing_to_do(office):
    bring(office, a_list(GOOD, *lines_of(2)))
    before = list(Student.objects.order_by("pk").values("pk", "version", "updated_at"))
    kept = send(office, a_list(GOOD, *lines_of(2)))
    assert figures(kept) == (0, 0, 3)
    with pytest.raises(Refusal, match="here already, word for word"):
        confirm(office, kept)
    assert list(Student.objects.order_by("pk").values("pk", "version", "updated_at")) == before


def test_only_what_changed_is_changed_and_shown_cell_by_cell(office):
    bring(office, a_list(GOOD, *lines_of(2)))
    told = Notification.objects.count()
    before = dict(Student.objects.values_list("roll_no", "updated_at"))
    kept = send(office, a_list(GOOD.replace("Karachi", "Thatta").replace("Nadeem", "Nadim"), lines_of(2)[1]))
    assert changes(kept) == {2: [["father_name", "Nadeem Khan", "Nadim Khan"], ["city", "Karachi", "Thatta"]]}
    confirm(office, kept)
    after = dict(Student.objects.values_list("roll_no", "updated_at"))
    assert {number for number in after if after[number] != before[number]} == {"MIT-1"}
    assert (Student.objects.get(roll_no="MIT-1").city, Notification.objects.count()) == ("Thatta", told)


def test_what_a_list_does_not_name_stays(office):
    bring(office, a_list(*lines_of(3)))
    bring(office, a_list("S-0,Student 0,s0@students.example,MIT,Spring 2027", head="roll_no,name,email,programme,intake"
                         ).replace(b"Student 0", b"Student Zero"))  # fmt: skip
    assert Student.objects.count() == 3


def test_a_cell_that_is_emptied_is_a_change_and_a_column_that_is_absent_is_none(office):
    bring(office, a_list(GOOD))
    absent = ",".join(GOOD.split(",")[:7])
    emptied = send(office, a_list(GOOD.replace("Karachi", "")))
    kept = send(office, a_list(absent, head="roll_no,name,email,programme,intake,father_name,relation"))
    assert (figures(kept), changes(emptied)) == ((0, 0, 1), {2: [["city", "Karachi", ""]]})


def test_an_address_that_is_in_use_stays_and_it_is_said(office):
    StudentFactory(
        institute=office.institute, intake=office.intake, roll_no="MIT-1", user__email="own@students.example",
        user__name="Areeba Khan", father_name="Nadeem Khan",
    )  # fmt: skip
    kept = send(office, a_list(GOOD))
    assert figures(kept) == (0, 0, 1)
    assert kept.report["remarks"] == [
        [2, "email", "stays “own@students.example”: Areeba Khan keeps it in their own account."]
    ]
    with pytest.raises(Refusal, match="is not changed by a list, and all the rest is here already"):
        confirm(office, kept)


def test_the_name_of_a_person_whom_others_know_stays(office):
    student = StudentFactory(
        institute=office.institute, intake=office.intake, roll_no="MIT-1", user__email="areeba@students.example",
        user__name="Dr Areeba Khan", father_name="Nadeem Khan",
    )  # fmt: skip
    MembershipFactory(supervisor=True, user=student.user)
    kept = send(office, a_list(GOOD))
    assert (figures(kept), [remark[1] for remark in kept.report["remarks"]]) == ((0, 0, 1), ["name"])


def test_a_new_number_under_a_name_that_is_here_waits_for_a_decision(office):
    old = StudentFactory(institute=office.institute, intake=office.intake, roll_no="OLD-1", user__name="areeba khan")
    kept = send(office, a_list(GOOD, *lines_of(1)))
    (doubt,) = kept.report["alike"]
    assert (doubt["line"], doubt["found"]) == (2, {str(old.pk): "areeba khan, OLD-1, MIT Spring 2027"})
    with pytest.raises(Refusal, match="may be about something that is here"):
        confirm(office, kept)


def settle(office, kept, **choices):
    return services.settle_alike(
        import_id=kept.pk, by=office.actor, now=clock.now(), choices={key.strip("_"): n for key, n in choices.items()}
    )


def test_the_same_person_is_corrected(office):
    old = StudentFactory(
        institute=office.institute, intake=office.intake, roll_no="OLD-1", user__name="Areeba Khan",
        user__email="areeba@students.example", user__unclaimed=True,
    )  # fmt: skip
    kept = send(office, a_list(GOOD.replace("areeba@", "new@")))
    kept = settle(office, kept, _2=old.pk)
    assert changes(kept) == {
        2: [["roll_no", "OLD-1", "MIT-1"], ["email", "areeba@students.example", "new@students.example"]]
    }
    confirm(office, kept)
    old.refresh_from_db()
    assert (Student.objects.count(), old.roll_no, old.user.email) == (1, "MIT-1", "new@students.example")


def test_another_person_is_added(office):
    StudentFactory(institute=office.institute, intake=office.intake, roll_no="OLD-1", user__name="Areeba Khan")
    kept = settle(office, send(office, a_list(GOOD)), _2=0)
    assert figures(confirm(office, kept)) == (1, 0, 0)
    assert Student.objects.count() == 2


def test_two_lines_about_one_person_are_named(office):
    old = StudentFactory(institute=office.institute, intake=office.intake, roll_no="OLD-1", user__name="Areeba Khan")
    kept = settle(office, send(office, a_list("OLD-1,A,a@x.example,MIT,Spring 2027,,,", GOOD)), _3=old.pk)
    assert kept.report["problems"] == [[3, "roll_no", "Line 2 is about the same one."]]


def test_a_choice_of_somebody_elses_student_is_no_choice(office, other_office):
    theirs = StudentFactory(institute=other_office.institute, intake=other_office.intake)
    kept = settle(office, send(office, a_list(GOOD)), _2=theirs.pk)
    assert figures(kept) == (1, 0, 0)
