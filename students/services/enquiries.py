"""An enquirer whom the institute sponsors becomes a student."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from institutions.policies.enquiries import may_sponsor
from institutions.services.enquiries import lock_enquiry, move_enquiry
from institutions.states import INVITE_ENQUIRY
from notifications.services.posting import say
from students.models import CvEntry, CvSection, Sponsored, Student
from students.notices.enquiries import sponsored
from students.services.profiles import check_words
from students.services.students import acts_elsewhere, add_student


@transaction.atomic
def sponsor_enquirer(
    *,
    enquiry_id: int,
    by: Actor,
    now: datetime,
    sponsored_as: str = "",
    qualification: str = "",
    phone: str = "",
    word: str = "",
    **register: Any,
) -> Student:
    """Add them as sponsored, with what they have learnt in their CV, which sends the invitation and the `word` that answers them.
    `register` is what `add_student` takes besides.

    Locks the enquiry, so that two windows make one student. Raises NotAllowed, Refusal, IllegalMove.
    """
    enquiry = lock_enquiry(enquiry_id)
    require(may_sponsor(by, enquiry))
    check_words(qualification=qualification)
    student = add_student(by=by, now=now, sponsored_as=sponsored_as or Sponsored(enquiry.kind), **register)
    if qualification:
        CvEntry.objects.create(student=student, section=CvSection.EDUCATION, title=qualification, created_at=now)
    _keep_phone(student, phone)
    answered = {"answer": word, "answered_at": now} if word else {}
    move_enquiry(enquiry, INVITE_ENQUIRY, by=by, now=now, note=student.roll_no, **answered)
    say(partial(sponsored, enquiry), student, word, key="sponsored", now=now)
    return student


def _keep_phone(student: Student, phone: str) -> None:
    """Who has an account, or is somebody elsewhere, signs in by their own number alone."""
    user = student.user
    if phone and not user.phone and not user.is_claimed and not acts_elsewhere(student):
        user.phone = phone
        user.save(update_fields=["phone"])
