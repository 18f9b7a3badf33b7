"""The page of one placement: its course, hours and objectives, and what the apps above know of it.

An app adds a section by a function in its `sections.py` that takes the placement, the actor and the time, and a template in
`templates/pages/placement/` that reads what it returns. Both are named in SECTIONS.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from config.pages.support import support_section, with_support
from core import clock
from core.actor import Actor
from core.beside import beside
from core.verdict import Verdict
from evaluations.sections import evaluation_section
from evaluations.sections_papers import paper_section, with_end, with_papers
from institutions.models import Blackout, recorded, with_recordings
from institutions.policies.agreements import may_see_runway as may_read_agreement
from placements.models import (
    FeedbackNote,
    Placement,
    with_absences,
    with_attendance,
    with_checklist,
    with_course,
    with_last_ask,
    with_learning,
    with_mentors,
    with_progress,
)
from placements.policies import placements as policies
from placements.policies import records, training
from placements.policies.destinations import may_say
from placements.policies.name_lists import may_object
from placements.policies.placements import is_intern
from placements.policies.threads import may_open
from placements.sections import attendance_section, readiness_section
from placements.sections_course import course_section
from placements.sections_learning import learning_section
from placements.services.placements_cover import obstacles
from placements.states import PlacementState

Section = Callable[[Placement, Actor, datetime], dict[str, Any]]
SECTIONS: tuple[tuple[str, Section], ...] = (
    ("pages/placement/_course.html", course_section),
    ("pages/placement/_attendance.html", attendance_section),
    ("pages/placement/_learning.html", learning_section),
    ("pages/placement/_support.html", support_section),
    ("pages/placement/_readiness.html", readiness_section),
    ("pages/placement/_evaluations.html", evaluation_section),
    ("pages/placement/_papers.html", paper_section),
)

PATH = (_("Applied"), _("Offered"), _("Confirmed"), _("On placement"), _("Evaluated"), _("Certified"))
# How many steps of PATH lie behind a placement in this state.
BEHIND = {
    PlacementState.PLANNED: 2,
    PlacementState.CANCELLED: 2,
    PlacementState.CONFIRMED: 3,
    PlacementState.ACTIVE: 3,
    PlacementState.ENDED_EARLY: 4,
    PlacementState.COMPLETED: 4,
}
OVER = frozenset({PlacementState.CANCELLED, PlacementState.ENDED_EARLY})


@require_safe
def placement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One placement, for whoever it names: where it stands, what to do next, what was said."""
    actor, now = request.actor, clock.now()
    placement = get_object_or_404(_whole(Placement.objects.visible_to(actor), actor, now), pk=pk)
    may = _verdicts(actor, placement, now)
    context = {
        "placement": placement,
        "obstacles": obstacles(placement, actor) if may["confirm"] else [],
        "now": now,
        "path": path_of(placement),
        "week": placement.week_of(placement.today(now)),
        "feedback": _latest_note(placement, actor),
        "asked_on": _asked_on(placement, actor),
        "history": with_recordings(placement.transitions, actor),
        "may": may,
        "listed": getattr(placement.application, "listed", None),
        "blackouts": [] if placement.arrived_on else Blackout.objects.visible_to(actor).begun_on(placement),
        "sections": [{"template": template, **section(placement, actor, now)} for template, section in SECTIONS],
    }
    return render(request, "pages/placement_detail.html", context)


def _whole(placements: Any, actor: Actor, now: datetime) -> QuerySet[Placement]:
    """With everything that the page says of the placement itself, and its papers. One query."""
    related = ("agreement", "application__listed", "brought_by")
    notes = FeedbackNote.objects.visible_to(actor).filter(placement=OuterRef("pk")).order_by("-at", "-pk")[:1]
    latest = beside(notes, "text", "at", "recording", by_name="by__name")
    placements = placements.for_list().select_related(*related).annotate(latest_notes=latest)
    placements = with_course(with_absences(with_attendance(with_checklist(with_progress(placements)))))
    placements = with_support(placements, actor, now)
    placements = with_mentors(with_last_ask(placements), "student", actor)
    return with_learning(with_papers(with_end(placements), actor))


def _latest_note(placement: Any, actor: Actor) -> FeedbackNote | None:
    """One query where it rests on a recording."""
    note: FeedbackNote | None = next(iter(placement.latest_notes or ()), None)
    if note is None or note.recording_id is None:
        return note
    rows = FeedbackNote.objects.visible_to(actor).filter(pk=note.pk).annotate(by_name=F("by__name"))
    return next(iter(recorded(rows, actor)), None)


def _asked_on(placement: Any, actor: Actor) -> datetime | None:
    """When the student asked for feedback that has not come; nothing to others. No query."""
    ask = next(iter(placement.last_asks or ()), None)
    if ask is None or ask.taken_back_at is not None or not is_intern(actor, placement):
        return None
    note: FeedbackNote | None = next(iter(placement.latest_notes or ()), None)
    return None if note is not None and note.at >= ask.at else ask.at


def path_of(placement: Placement) -> list[dict[str, Any]]:
    """Applied → Offered → Confirmed → On placement → Evaluated → Certified, for `components/path.html`. Needs `with_end`."""
    state = PlacementState(placement.state)
    behind = BEHIND[state]
    if state == PlacementState.COMPLETED:
        behind += placement.evaluated + placement.certified
    now = None if state in OVER else behind
    return [
        {"label": label, "tone": "done" if i < behind else "now" if i == now else ""} for i, label in enumerate(PATH)
    ]


def _verdicts(actor: Actor, placement: Any, now: datetime) -> dict[str, Verdict]:
    today = placement.today(now)
    return {
        "confirm": policies.may_confirm(actor, placement),
        "arrive": policies.may_arrive(actor, placement, today),
        "cancel": policies.may_cancel(actor, placement, today),
        "end_early": policies.may_end_early(actor, placement),
        "complete": policies.completes(actor, placement),
        "object": may_object(actor, getattr(placement.application, "listed", None), placement, today),
        "name_supervisor": policies.may_name_supervisor(actor, placement),
        "log_hours": training.may_log_hours(actor, placement),
        "sign_hours": training.may_sign_hours(actor, placement),
        "objectives": training.may_confirm_objectives(actor, placement),
        "feedback": training.may_leave_feedback(actor, placement),
        "ask_feedback": training.may_ask_feedback(actor, placement, next(iter(placement.last_asks or ()), None), now),
        "records": records.may_clear(actor, placement),
        "agreement": may_read_agreement(actor),
        "speak": may_open(actor),
        "destination": may_say(actor, placement, today),
    }
