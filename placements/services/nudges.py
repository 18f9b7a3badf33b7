"""A word to students who have no place yet."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Institute
from notifications.services.posting import post_many
from placements.models import UNPLACED, Nudge, with_stage
from placements.notices import nudges as notices
from placements.policies import nudges as policies
from placements.services.screening import refuse_to_name_patients
from students.models import Student


@transaction.atomic
def nudge_students(*, by: Actor, now: datetime, students: Iterable[Student], word: str = "") -> int:
    """Tell those of `students` who have no place what to do next, each once a day. Returns how many are told.

    Locks the students, so that two clerks who press at once write to each of them once. Raises NotAllowed, Refusal.
    """
    require(policies.may_nudge(by))
    refuse_to_name_patients(word=word)
    mine = Student.objects.visible_to(by).filter(pk__in=[student.pk for student in students])
    locked = list(mine.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    today = clock.day_of(now, Institute.objects.get(pk=by.institute_id).zone)
    told = Nudge.objects.filter(on=today, student__in=locked).values("student")
    waiting = with_stage(Student.objects.filter(pk__in=locked).exclude(pk__in=told)).select_related("user", "institute")
    rested = [student for student in waiting if student.stage in UNPLACED]  # type: ignore[attr-defined]
    if not rested:
        raise Refusal(
            _("Each of them has a place, or was reminded today."),
            instead=_("Tick somebody else, or wait until tomorrow."),
        )
    Nudge.objects.bulk_create(
        Nudge(
            student=student,
            on=today,
            at=now,
            by_id=by.user_id,
            membership_id=by.membership_id,
            stage=student.stage,  # type: ignore[attr-defined]
            word=word,
        )
        for student in rested
    )
    post_many([notices.nudge(student, today, word) for student in rested], now=now)
    return len(rested)
