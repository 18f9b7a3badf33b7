"""What students say about themselves, and their CV."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.files import store_file
from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.uploads import clean_upload
from core.verdict import require
from students.models import Student
from students.policies import students as policies
from students.policies.profiles import missing
from students.services.students import lock_student

CV = "cv"


@transaction.atomic
def update_profile(
    *,
    student_id: int,
    by: Actor,
    now: datetime,
    phone: str,
    city: str,
    about: str,
    skills: str,
    languages: str,
    emergency_name: str,
    emergency_phone: str,
    gender: str | None = None,
    id_number: str | None = None,
    shown_version: int | None = None,
) -> Student:
    """Keep what was written; `None` leaves gender and identity number as they are. Marks the profile complete when nothing is missing.

    Locks student, then user. Raises NotAllowed, Refusal, Stale.
    """
    student = lock_student(student_id)
    require(policies.may_edit_profile(by, student))
    student.next_version(shown_version)
    check_words(about=about, skills=skills)
    student.city, student.about, student.skills, student.languages = city, about, skills, languages
    student.emergency_name, student.emergency_phone = emergency_name, emergency_phone
    if gender is not None and gender != student.gender:
        if student.gender:
            raise Refusal(
                _("Places that are kept for some hang on it, so your placement office changes it."),
                instead=_("Write to them, if it is wrong."),
                field="gender",
            )
        student.gender = gender
    if id_number is not None:
        student.id_number = id_number
    student.user.phone = phone
    student.user.save(update_fields=["phone"])
    return settle(student, now)


def set_cv(*, student_id: int, by: Actor, now: datetime, cv: UploadedFile) -> Student:
    """Store a CV in place of the earlier one, which applications that were sent with it keep. Raises NotAllowed, Refusal.

    The file is looked at before anything is locked.
    """
    require(policies.may_edit_profile(by, Student.objects.get(pk=student_id)))
    clean = clean_upload(cv, field="cv")
    with transaction.atomic():
        student = lock_student(student_id)
        student.cv = store_file(
            kind=CV, content=clean.content, name=clean.name, media_type=clean.media_type, owner_id=student.user_id
        )
        student.cv_ordered_at, student.cv_facts = None, ""
        student.version += 1
        return settle(student, now)


@transaction.atomic
def remove_cv(*, student_id: int, by: Actor, now: datetime) -> Student:
    """Take the CV off the profile; applications that were sent with it keep theirs. Raises NotAllowed."""
    student = lock_student(student_id)
    require(policies.may_edit_profile(by, student))
    student.cv, student.cv_ordered_at, student.cv_facts = None, None, ""
    student.version += 1
    return settle(student, now)


def check_words(**texts: str) -> None:
    """Partners read these: nobody's numbers belong in them. What was typed stays on the form."""
    for field, text in texts.items():
        refuse_patient_data(text, field=field, instead=_("Partners read it: leave numbers out."))


def settle(student: Student, now: datetime) -> Student:
    """Save, and say since when the profile is complete; never so while something is missing."""
    complete = next(missing(student), None) is None
    student.profile_done_at = (student.profile_done_at or now) if complete else None
    student.save()
    return student
