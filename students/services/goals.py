"""What a student looks for, kept question by question."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.screening import patient_data
from core.verdict import require
from institutions.models import Site
from students.models import Goals
from students.policies import goals as policies
from students.services.students import lock_student


@transaction.atomic
def answer_question(
    *, student_id: int, by: Actor, now: datetime, question: str, answers: Mapping[str, Any], is_final: bool = True
) -> Goals:
    """Keep the answer to one question; an empty one leaves it open, and counts as answered unless it was only being typed.

    Locks the student, so that two windows make one row. Raises NotAllowed, Refusal.
    """
    student = lock_student(student_id)
    require(policies.may_set_goals(by, student))
    if found := patient_data(str(answers.get("skills", ""))):
        raise Refusal(
            _("This seems to hold %(found)s.") % {"found": ", ".join(found)},
            instead=_("Leave numbers out."),
            field="skills",
        )
    goals, _new = Goals.objects.get_or_create(student=student, defaults={"created_at": now})
    for name, value in answers.items():
        setattr(goals, name, value)
    if "city" in answers:
        goals.latitude, goals.longitude = Site.objects.middle_of(goals.city) or (None, None)
    if is_final and question not in goals.answered:
        goals.answered = [*goals.answered, question]
    goals.save()
    return goals
