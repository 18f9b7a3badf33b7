"""A student's profile: kept, complete or not, and the CV."""

import pytest

from accounts.models import StoredFile
from core import clock
from core.errors import NotAllowed, Refusal, Stale
from students.policies.profiles import missing
from students.services import profiles as services
from tests.factories.students import StudentFactory
from tests.files import a_pdf, script_on_opening, upload

pytestmark = pytest.mark.django_db

WORDS = {
    "phone": "+923001234567",
    "city": "Karachi",
    "about": "I study imaging.",
    "skills": "Radiography\nUrdu typing",
    "languages": "Urdu, English",
    "emergency_name": "Nadeem Khan",
    "emergency_phone": "+923007654321",
}


@pytest.fixture
def student():
    return StudentFactory(bare=True)


def update(student, by=None, **values):
    by = by or student.membership.as_actor()
    return services.update_profile(student_id=student.pk, by=by, now=clock.now(), **(WORDS | values))


def set_cv(student, content=None, **values):
    by = values.pop("by", student.membership.as_actor())
    return services.set_cv(student_id=student.pk, by=by, now=clock.now(), cv=upload(content or a_pdf()))


def lacks(student):
    student.refresh_from_db()
    student.user.refresh_from_db()
    return [field for field, _words in missing(student)]


def test_a_profile_is_complete_when_nothing_is_missing_and_not_before(student):
    assert lacks(student) == ["phone", "about", "emergency_name", "emergency_phone", "cv"]
    update(student)
    assert (lacks(student), student.profile_done_at) == (["cv"], None)
    set_cv(student)
    assert (lacks(student), student.profile_done_at is not None) == ([], True)


def test_a_complete_profile_that_loses_something_is_no_longer_complete(student):
    update(student)
    set_cv(student)
    services.remove_cv(student_id=student.pk, by=student.membership.as_actor(), now=clock.now())
    assert (lacks(student), student.profile_done_at) == (["cv"], None)


def test_the_day_of_completion_stays_through_later_edits(student):
    update(student)
    since = set_cv(student).profile_done_at
    update(student, about="I study imaging, and like it.")
    student.refresh_from_db()
    assert student.profile_done_at == since


def test_update_profile_keeps_the_identity_number_encrypted_and_shows_its_end(student):
    update(student, id_number="4210112345671")
    update(student, id_number=None)
    student.refresh_from_db()
    stored = (
        type(student)
        .objects.filter(pk=student.pk)
        .extra(select={"raw": "id_number"})
        .values_list("raw", flat=True)
        .get()
    )
    assert (student.id_number, student.id_last4) == ("4210112345671", "5671")
    assert "4210112345671" not in stored


@pytest.mark.parametrize("field", ["about", "skills"])
def test_update_profile_with_a_number_in_the_text_is_refused_beside_it(student, field):
    with pytest.raises(Refusal, match="a phone number") as refused:
        update(student, **{field: "Call me: 0300 1234567"})
    student.refresh_from_db()
    assert (refused.value.field, student.about) == (field, "")


def test_update_profile_from_an_old_page_is_refused(student):
    update(student, shown_version=1)
    with pytest.raises(Stale):
        update(student, shown_version=1)


def test_set_cv_stores_the_file_under_a_random_name_for_its_owner(student):
    content = a_pdf()
    set_cv(student, content)
    stored = StoredFile.objects.get(pk=type(student).objects.get(pk=student.pk).cv_id)
    with stored.file.open() as file:
        assert file.read() == content
    assert (stored.owner, stored.name, stored.media_type, "cv.pdf" in stored.file.name) == (
        student.user,
        "cv.pdf",
        "application/pdf",
        False,
    )


def test_set_cv_again_keeps_the_earlier_file_for_applications_sent_with_it(student):
    first = set_cv(student).cv_id
    second = set_cv(student).cv_id
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {first, second}


def test_set_cv_with_a_hostile_file_stores_nothing(student):
    with pytest.raises(Refusal, match="script") as refused:
        set_cv(student, a_pdf(script_on_opening))
    assert (refused.value.field, StoredFile.objects.count(), lacks(student)[-1]) == ("cv", 0, "cv")


def test_a_profile_is_written_by_its_student_alone(student, office):
    for by in (
        office.actor,
        StudentFactory(institute=student.institute).membership.as_actor(),
        StudentFactory().membership.as_actor(),
    ):
        with pytest.raises(NotAllowed):
            update(student, by=by)
        with pytest.raises(NotAllowed):
            set_cv(student, by=by)
        with pytest.raises(NotAllowed):
            services.remove_cv(student_id=student.pk, by=by, now=clock.now())
    assert lacks(student) == ["phone", "about", "emergency_name", "emergency_phone", "cv"]
