"""An enquirer whom the institute sponsors becomes a student."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from institutions.policies.enquiries import may_sponsor
from institutions.services.enquiries import lock_enquiry, move_enquiry
from institutions.states import INVITE_ENQUIRY
from students.models import Student
from students.services.students import add_student


@transaction.atomic
def sponsor_enquirer(*, enquiry_id: int, by: Actor, now: datetime, **register: Any) -> Student:
    """Add them as a student, which sends the invitation. `register` is what `add_student` takes.

    Locks the enquiry, so that two windows make one student. Raises NotAllowed, Refusal, IllegalMove.
    """
    enquiry = lock_enquiry(enquiry_id)
    require(may_sponsor(by, enquiry))
    student = add_student(by=by, now=now, **register)
    move_enquiry(enquiry, INVITE_ENQUIRY, by=by, now=now, note=student.roll_no)
    return student
