"""/records/: a student's evidence wallet, beside what partners ask. The office has a queue instead."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from config.pages.wallet import lines_of, stays_of
from core import clock
from core.actor import Actor, Role
from core.verdict import never
from core.views import act_page
from students.models import Record, Student
from students.policies.evidence import held_of
from students.policies.records import may_check
from students.readiness import CLEAR, Mark, board_of
from students.states import HELD, RecordState

NOT_HERE = never(_("A wallet of records is a student’s own."), _("Whether a student is cleared, the placement says."))


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """What needs the student now, what waits for the office, what is in order."""
    actor = request.actor
    if may_check(actor):
        return redirect("record_queue")
    student = Student.objects.visible_to(actor).for_list().select_related("institute").first()
    if student is None or not actor.acts_as(Role.STUDENT):
        return act_page(request, NOT_HERE, {"title": _("Records")})
    return render(request, "pages/record_list.html", _wallet(actor, student))


def _wallet(actor: Actor, student: Student) -> dict[str, Any]:
    """Records and lines by what is to be done about them. Seven queries, whatever the rows."""
    today = clock.today(student.institute.zone)
    mine = Record.objects.visible_to(actor).for_list().filter(student=student)
    records = list(mine.order_by("kind__position", "-on", "-pk"))
    held = {student.pk: held_of(record for record in records if record.state in HELD)}
    board = board_of(stays_of(actor, student, today), held=held, explain=True)
    lines = lines_of(board, actor)
    begun = {record.replaces_id for record in records if record.state == RecordState.DRAFT}
    return {
        "hides_health": actor.viewed_by is not None,
        "needed": [line for line in lines if line.is_needed],
        "waiting": [line for line in lines if line.cell.mark is Mark.WAITING],
        "in_order": [line for line in lines if line.cell.mark in CLEAR],
        "unsent": [r for r in records if r.state == RecordState.DRAFT],
        "returned": [r for r in records if r.state == RecordState.REJECTED and r.pk not in begun],
        "records": [(record, *record.pill(today)) for record in records if record.state in HELD],
    }
