"""A CV from the profile: its entries, its two pages, and what stands on it by itself."""

import io
from datetime import date

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from students.documents import CvFacts, cv_paper
from students.jobs import make_cv
from students.models import CvEntry, Student, VerifiedInternship
from students.services import cv as services
from students.services import internships
from students.services.profiles import set_cv
from students.sweeps import MISSED_AFTER, sweep_cvs
from tests.factories.goals import CvEntryFactory
from tests.factories.institutions import DepartmentFactory, MembershipFactory, a_day
from tests.factories.students import StudentFactory
from tests.files import a_pdf, upload

pytestmark = pytest.mark.django_db
KEEP = {"idempotency_key": ""}


@pytest.fixture
def student(client):
    student = StudentFactory()
    client.force_login(student.user)
    return student


def acting(student):
    return {"by": student.membership.as_actor(), "now": clock.now()}


def an_internship(student, **changes):
    department = DepartmentFactory()
    facts = {
        "student": student,
        "placement_key": 7,
        "partner": department.site.partner,
        "title": "Plain film radiography",
        "department": department,
        "supervisor": "Dr Sana Mirza",
        "starts_on": date(2026, 2, 1),
        "ends_on": date(2026, 4, 30),
        "minutes": 160 * 60,
        "objectives": 4,
        "now": clock.now(),
    }
    return internships.keep_internship(**facts | changes)


def drawn(student):
    """Pages, whether it is tagged for screen readers, and the title of the CV on the profile."""
    with student.cv.file.open() as file, pikepdf.open(io.BytesIO(file.read())) as opened:
        return len(opened.pages), str(opened.Root.MarkInfo.Marked), str(opened.docinfo["/Title"])


# entries


def test_an_entry_is_added_changed_and_removed_without_a_script(client, student):
    add = reverse("cv_entry_add", args=["education"])
    client.post(add, KEEP | {"title": "FSc pre-medical", "place": "Hyderabad", "ends_on": "2023-06-30"})
    entry = CvEntry.objects.get(student=student)
    assert (entry.section, entry.title, entry.ends_on) == ("education", "FSc pre-medical", date(2023, 6, 30))
    client.post(reverse("cv_entry_edit", args=[entry.pk]), KEEP | {"title": "FSc pre-medical, 81 %"})
    assert "FSc pre-medical, 81 %" in client.get(reverse("student_profile")).text
    client.post(reverse("cv_entry_remove", args=[entry.pk]), KEEP)
    assert CvEntry.objects.count() == 0


def test_an_entry_that_ends_before_it_begins_is_refused_by_form_and_database(client, student):
    wrong = {"title": "Volunteer", "starts_on": "2024-02-01", "ends_on": "2024-01-01"}
    page = client.post(reverse("cv_entry_add", args=["experience"]), KEEP | wrong)
    assert list(page.context["form"].errors) == ["ends_on"]
    with pytest.raises(IntegrityError), transaction.atomic():
        CvEntryFactory(student=student, starts_on=date(2024, 2, 1), ends_on=date(2024, 1, 1))


def test_an_entry_names_no_numbers_of_people(student):
    with pytest.raises(Refusal, match="identity card"):
        services.keep_entry(student_id=student.pk, section="research", title="Case 42101-1234567-1", **acting(student))


def test_a_section_holds_eight_entries(student):
    for _entry in range(services.ENTRIES_AT_MOST):
        CvEntryFactory(student=student)
    with pytest.raises(Refusal, match="holds 8 of these"):
        services.keep_entry(student_id=student.pk, section="education", title="One more", **acting(student))


def test_entries_of_others_are_not_found(client, student):
    entry = CvEntryFactory()
    assert [
        client.get(reverse(name, args=[entry.pk])).status_code for name in ("cv_entry_edit", "cv_entry_remove")
    ] == [
        404,
        404,
    ]


def test_the_placement_office_reads_entries_and_changes_none(client, student):
    entry = CvEntryFactory(student=student)
    office = MembershipFactory(coordinator=True, institute=student.institute)
    client.force_login(office.user)
    assert client.post(reverse("cv_entry_edit", args=[entry.pk]), KEEP | {"title": "Mine"}).status_code == 403
    with pytest.raises(NotAllowed):
        services.remove_entry(entry_id=entry.pk, by=office.as_actor(), now=clock.now())


def test_a_section_that_is_none_is_not_found(client, student):
    assert client.get(reverse("cv_entry_add", args=["hobbies"])).status_code == 404


# the PDF


def test_a_cv_is_ordered_made_and_put_on_the_profile(client, student):
    CvEntryFactory(student=student)
    assert client.post(reverse("student_cv_make"), KEEP).url == reverse("student_cv_wait")
    waiting = client.get(reverse("student_cv_wait"))
    assert (waiting["Refresh"], "being made" in waiting.text) == ("3", True)
    make_cv(student.pk)
    student = Student.objects.get(pk=student.pk)
    assert (drawn(student), student.cv.name, student.cv_ordered_at) == (
        (1, "True", f"Curriculum vitae, {student.user.name}"),
        f"CV {student.user.name}.pdf",
        None,
    )
    assert client.get(reverse("student_cv_wait")).url == reverse("student_profile")
    assert "Made from your profile" in client.get(reverse("student_profile")).text


def test_a_cv_is_made_once_however_often_a_worker_is_woken(student):
    services.order_cv(student_id=student.pk, **acting(student))
    first = services.file_cv(student_id=student.pk, now=clock.now())
    assert services.file_cv(student_id=student.pk, now=clock.now()) is None
    student.refresh_from_db()
    assert student.cv_id == first.cv_id


def test_a_cv_that_no_worker_took_is_found_again(student):
    services.order_cv(student_id=student.pk, **acting(student))
    assert sweep_cvs() == 0
    Student.objects.filter(pk=student.pk).update(cv_ordered_at=clock.now() - 2 * MISSED_AFTER)
    assert sweep_cvs() == 1


def test_a_cv_that_says_something_else_than_the_profile_is_called_old(client, student):
    services.order_cv(student_id=student.pk, **acting(student))
    services.file_cv(student_id=student.pk, now=clock.now())
    assert client.get(reverse("student_profile")).context["cv_is_old"] is False
    an_internship(student)
    assert client.get(reverse("student_profile")).context["cv_is_old"] is True


def test_the_students_own_pdf_takes_the_place_of_a_made_one_and_is_never_old(client, student):
    services.order_cv(student_id=student.pk, **acting(student))
    services.file_cv(student_id=student.pk, now=clock.now())
    set_cv(student_id=student.pk, cv=upload(a_pdf(), "mine.pdf"), **acting(student))
    CvEntryFactory(student=student)
    student.refresh_from_db()
    page = client.get(reverse("student_profile"))
    assert (student.cv.name, student.cv_facts, page.context["cv_is_old"]) == ("mine.pdf", "", False)


def test_a_bare_profile_makes_no_cv_and_says_what_to_do(client):
    student = StudentFactory(bare=True)
    client.force_login(student.user)
    assert client.post(reverse("student_cv_make"), KEEP).status_code == 409
    with pytest.raises(Refusal, match="a few words about you"):
        services.order_cv(student_id=student.pk, **acting(student))


@pytest.mark.slow
def test_the_fullest_profile_keeps_to_two_pages():
    student = StudentFactory(about="Words " * 330, skills="\n".join(f"Skill number {n}" for n in range(30)))
    for section in ("education", "experience", "research", "course"):
        for _entry in range(services.ENTRIES_AT_MOST):
            CvEntryFactory(
                student=student,
                section=section,
                text="What was done there. " * 19,
                starts_on=a_day(-90),
                ends_on=a_day(-9),
            )
    for key in range(6):
        an_internship(student, placement_key=key)
    with pikepdf.open(io.BytesIO(services.draw_cv(student))) as opened:
        assert len(opened.pages) == 2


def test_what_the_cv_prints(student):
    CvEntryFactory(student=student, title="FSc")
    CvEntryFactory(student=student, section="course", title="BLS")
    internship = an_internship(student)
    paper = cv_paper(CvFacts.of(student), "roomy")
    assert (
        [e.title for e in paper["schools"]],
        [label for _n, label, _r in paper["sections"]],
        paper["internships"],
    ) == (
        ["FSc"],
        ["Courses and certificates"],
        (internship,),
    )


# internships that partners have confirmed


def test_an_internship_said_twice_stands_once(student):
    an_internship(student)
    an_internship(student, minutes=170 * 60)
    assert list(VerifiedInternship.objects.values_list("minutes", flat=True)) == [170 * 60]


def test_a_certificate_stands_until_it_ends_and_a_newer_one_stays(student):
    an_internship(student)
    for code in ("AAA", "BBB"):
        internships.certificate_issued(placement_key=7, code=code)
    internships.certificate_ended(placement_key=7, code="AAA")
    assert VerifiedInternship.objects.get().certificate_code == "BBB"
    internships.certificate_ended(placement_key=7, code="BBB")
    assert VerifiedInternship.objects.get().certificate_code == ""


def test_cv_pages_are_for_students(client):
    client.force_login(MembershipFactory(lead=True).user)
    paths = [reverse("student_cv_make"), reverse("student_cv_wait"), reverse("cv_entry_add", args=["education"])]
    assert [client.get(path).status_code for path in paths] == [403, 403, 403]
