"""What a student looks for, kept question by question."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Stale
from core.screening import refuse_patient_data
from core.verdict import require
from institutions.models import Site
from students.models import Goals
from students.policies import goals as policies
from students.services.students import lock_student


@transaction.atomic
def answer_question(
    *,
    student_id: int,
    by: Actor,
    now: datetime,
    question: str,
    answers: Mapping[str, Any],
    is_final: bool = True,
    shown_version: int | None = None,
) -> Goals:
    """Keep the answer to one question; an empty one leaves it open, and counts as answered unless it was only being typed.

    Locks the student, so that two windows make one row. `shown_version` is the `mark_of` these answers that the form was made from: one
    window does not write over another. Raises NotAllowed, Refusal, Stale.
    """
    student = lock_student(student_id)
    require(policies.may_set_goals(by, student))
    refuse_patient_data(str(answers.get("skills", "")), field="skills", instead=_("Leave numbers out."))
    goals, _new = Goals.objects.get_or_create(student=student, defaults={"created_at": now})
    is_other = any(getattr(goals, name) != value for name, value in answers.items())
    if is_other and shown_version is not None and shown_version != goals.mark_of(answers):
        raise Stale
    for name, value in answers.items():
        setattr(goals, name, value)
    if "city" in answers:
        goals.latitude, goals.longitude = Site.objects.middle_of(goals.city) or (None, None)
    if is_final and question not in goals.answered:
        goals.answered = [*goals.answered, question]
    goals.save()
    return goals
