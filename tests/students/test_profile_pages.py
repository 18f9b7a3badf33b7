"""A student's own pages: what is missing, the profile, the CV."""

import pytest
from django.conf import settings as built
from django.urls import reverse

from accounts.models import StoredFile
from core.uploads import LIMIT
from tests.factories.students import StudentFactory
from tests.files import a_pdf, script_on_opening, upload

pytestmark = pytest.mark.django_db

WORDS = {
    "phone": "0300 1234567",
    "city": "Karachi",
    "about": "I study imaging.",
    "emergency_name": "Nadeem Khan",
    "emergency_phone": "021 34567890",
}


@pytest.fixture
def student(client):
    student = StudentFactory(bare=True)
    client.force_login(student.user)
    return student


def test_student_profile_says_what_is_missing_and_leads_to_each(client, student):
    page = client.get(reverse("student_profile"))
    assert [field for field, _words in page.context["missing"]] == [
        "phone",
        "about",
        "emergency_name",
        "emergency_phone",
        "cv",
    ]
    for anchor in ("id_phone", "id_about", "id_emergency_name", "id_emergency_phone", "id_cv"):
        assert (anchor, page.text.count(f'href="#{anchor}"'), page.text.count(f'id="{anchor}"')) == (anchor, 1, 1)


def test_student_profile_takes_five_queries(client, student, django_assert_num_queries):
    client.get(reverse("student_profile"))
    with django_assert_num_queries(5):  # person, memberships, student, CV entries, internships
        client.get(reverse("student_profile"))


def test_student_profile_keeps_what_was_written_and_then_the_cv_completes_it(client, student):
    first = client.post(reverse("student_profile"), WORDS | {"version": 1}, follow=True)
    second = client.post(reverse("student_cv_set"), {"cv": upload(a_pdf())}, follow=True)
    student.refresh_from_db()
    student.user.refresh_from_db()
    assert (student.user.phone, student.emergency_phone, student.profile_done_at is not None) == (
        "+923001234567",
        "+922134567890",
        True,
    )
    assert ("Still missing" in first.text, "Your profile is complete" in second.text) == (True, True)


def test_student_profile_refused_keeps_what_was_typed(client, student):
    data = WORDS | {"about": "My card is 42101-1234567-1", "id_number": "12", "version": 1}
    wrong = client.post(reverse("student_profile"), data)
    refused = client.post(reverse("student_profile"), data | {"id_number": "42101-1234567-1"})
    assert list(wrong.context["form"].errors) == ["id_number"]
    assert "leave numbers out" in refused.context["form"].errors["about"][0]
    assert "My card is 42101-1234567-1" in refused.text


def test_student_profile_never_sends_the_identity_number_back(client, student):
    client.post(reverse("student_profile"), WORDS | {"id_number": "42101-1234567-1", "version": 1})
    client.post(reverse("student_profile"), WORDS | {"id_number": "", "version": 2})
    student.refresh_from_db()
    page = client.get(reverse("student_profile")).text
    assert (student.id_number, "ends in 5671" in page, "42101" in page) == ("42101-1234567-1", True, False)


def test_student_cv_set_with_a_hostile_file_says_why_beside_the_field(client, student):
    response = client.post(reverse("student_cv_set"), {"cv": upload(a_pdf(script_on_opening))})
    assert response.context["cv_form"].errors == {
        "cv": ["This PDF holds a script or an action. Print it to a new PDF and send that: it will look the same."]
    }
    assert StoredFile.objects.count() == 0


def test_sending_file_after_file_comes_to_an_end(client, student):
    answers = [
        client.post(reverse("student_cv_set"), {"cv": upload(b"MZ", "cv.exe")}).status_code for _time in range(21)
    ]
    assert answers == [200] * 20 + [429]


def test_a_request_larger_than_any_file_is_answered_in_words_and_not_read(client, student, settings):
    settings.BODY_LIMIT = 100
    response = client.post(reverse("student_cv_set"), {"cv": upload(a_pdf())})
    assert (response.status_code, "too large" in response.text, StoredFile.objects.count()) == (413, True, 0)


def test_no_form_of_a_file_can_be_larger_than_the_body_limit():
    assert built.BODY_LIMIT > LIMIT


def test_student_cv_remove_says_what_it_means_and_then_removes_it(client):
    student = StudentFactory()
    client.force_login(student.user)
    assert "keep the CV they were sent with" in client.get(reverse("student_cv_remove")).text
    response = client.post(reverse("student_cv_remove"), {"idempotency_key": "once"})
    student.refresh_from_db()
    assert (response.url, student.cv, student.profile_done_at) == (reverse("student_profile"), None, None)


def test_profile_pages_are_for_students(client, office):
    client.force_login(office.coordinator.user)
    for name in ("student_profile", "student_cv_set", "student_cv_remove"):
        assert (
            name,
            client.get(reverse(name)).status_code,
            client.post(reverse(name), {"idempotency_key": "k"}).status_code,
        ) == (name, 403, 403)
