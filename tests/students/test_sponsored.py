"""Who is sponsored is among the students and never mistaken for one of the course."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from core import clock
from placements.services.shortage import standing
from students.documents import CvFacts, cv_paper
from students.models import Student
from students.services.students import edit_student
from students.services.students_sheet import STUDENTS
from tests.factories.goals import CvEntryFactory
from tests.factories.students import StudentFactory
from tests.students.lists import GOOD, HEAD, a_list, bring, confirm, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.coordinator.user)
    return client


def a_student(office, **values):
    return StudentFactory(institute=office.institute, intake=office.intake, **values)


def test_studies_say_that_somebody_is_sponsored(office):
    enrolled, graduate = a_student(office), a_student(office, sponsored_as="graduate")
    programme = office.intake.programme.name
    assert (enrolled.studies, graduate.studies) == (programme, f"Sponsored graduate, {programme}")


def test_list_and_page_say_it(signed_in, office):
    student = a_student(office, sponsored_as="switcher")
    pages = [signed_in.get(address).text for address in (reverse("student_list"), student.get_absolute_url())]
    assert [student.studies in page for page in pages] == [True, True]


def test_the_register_is_corrected_either_way(office):
    student = a_student(office)
    kept = {"intake": office.intake, "roll_no": student.roll_no, "name": student.user.name, "city": student.city}
    register = kept | {"father_name": "", "relation": ""}
    acting = {"student_id": student.pk, "by": office.coordinator.as_actor(), "now": clock.now()}
    seen = [edit_student(**acting, **register, sponsored_as=value).sponsored_as for value in ("graduate", None, "")]
    assert seen == ["graduate", "graduate", ""]


def test_a_list_of_students_says_it_goes_out_with_it_and_comes_back_as_a_difference(signed_in, office):
    head = f"{HEAD},sponsored_as"
    bring(office, a_list(f"{GOOD},graduate", "S-1,Student 1,,MIT,Spring 2027,,,,", head=head))
    assert dict(Student.objects.values_list("roll_no", "sponsored_as")) == {"MIT-1": "graduate", "S-1": ""}
    assert [STUDENTS.cells(student)["sponsored_as"] for student in Student.objects.order_by("pk")] == ["graduate", ""]
    kept = send(office, a_list(f"{GOOD},Enrolled", "S-1,Student 1,,MIT,Spring 2027,,,,Changing field", head=head))
    shown = {row["line"]: row["changes"] for row in kept.report["first_changed"]}
    assert shown == {2: [["sponsored_as", "graduate", ""]], 3: [["sponsored_as", "", "switcher"]]}
    page = signed_in.get(reverse("import_detail", args=[kept.pk])).text
    assert ("sponsored_as" in page, "switcher" in page) == (True, True)
    confirm(office, kept)
    assert dict(Student.objects.values_list("roll_no", "sponsored_as")) == {"MIT-1": "", "S-1": "switcher"}
    bring(office, a_list(GOOD.replace("Karachi", "Thatta"), "S-1,Student 2,,MIT,Spring 2027,,,"))  # absent: stays
    assert Student.objects.get(roll_no="S-1").sponsored_as == "switcher"


def test_the_shortage_of_an_intake_leaves_them_out(office):
    a_student(office)
    a_student(office, sponsored_as="graduate")
    (row,) = standing(office.coordinator.as_actor(), clock.now()).rows
    assert (row.count(), row.needed, row.unclaimed) == (1, 1, 0)


def test_the_pipeline_counts_and_lists_the_enrolled_and_shows_the_others_beside(signed_in, office):
    enrolled, graduate = a_student(office), a_student(office, sponsored_as="graduate")
    assert signed_in.get(reverse("pipeline_list")).context["standing"].count() == 1
    found = {
        who: {row["student"] for row in signed_in.get(reverse("pipeline_students"), {"who": who}).context["rows"]}
        for who in ("enrolled", "sponsored", "")
    }
    assert found == {"enrolled": {enrolled}, "sponsored": {graduate}, "": {enrolled, graduate}}


def test_a_cv_says_who_answers_for_them_and_no_degree_course(office):
    def headings(**values):
        student = Student.objects.for_list().select_related("institute").get(pk=a_student(office, **values).pk)
        if values:
            CvEntryFactory(student=student, section="education", title="DPT, 2025")
        return render_to_string("pdf/cv.html", cv_paper(CvFacts.of(student), "roomy"))

    enrolled, graduate = headings(), headings(sponsored_as="graduate")
    programme = f"<h3>{office.intake.programme.name}</h3>"
    assert [(programme in page, "Who answers for me" in page) for page in (enrolled, graduate)] == [
        (True, False),
        (False, True),
    ]
    assert "DPT, 2025" in graduate
