"""A supervisor's Today: everything that waits, in the order of what interns need most, each done from its line where a line is enough.

An interview of this very day stands above everything. What lies before everything else an intern can do comes first (an arrival), then
words they wait for (evaluations), then what their certificate counts (hours, absences), then what helps them on (steps of a support plan,
contracts and logs, feedback, levels), then papers and messages. What is late goes before what is not.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from config.pages.homes import supervisor_steps as waiting
from config.pages.homes.choosing import interviews_today_and_later, review_steps
from config.pages.homes.learning import learning_steps_of_supervisor
from config.pages.homes.threads import threads_waiting
from core.actor import Actor
from core.words import day
from evaluations.models import Evaluation
from evaluations.states import EvaluationState
from placements.models import Placement, with_attendance, with_learning, with_waiting
from placements.policies.training import may_leave_feedback
from placements.states import PlacementState

LATE = "late"
SEVERAL = 2  # evaluations from which on they are offered on one page


def context(actor: Actor, now: datetime) -> dict[str, Any]:
    """Six queries: interns with all that waits of them, evaluations, letters, messages, interviews, applications to score.

    On a day on which nothing waits one more: what comes next.
    """
    interns = list(_interns(actor))
    for intern in interns:
        intern.may_leave_feedback = may_leave_feedback(actor, intern)
    evaluations = waiting.evaluations(actor, now)
    today, later = interviews_today_and_later(actor, now)
    steps = [
        *waiting.arrivals(interns, now),
        *evaluations,
        *waiting.hours(interns, now),
        *waiting.absences(interns),
        *waiting.support(interns),
        *learning_steps_of_supervisor(interns),
        *waiting.feedback(interns, now),
        *waiting.levels(interns, now),
        *waiting.letters(actor),
        *threads_waiting(actor),
        *later,
        *review_steps(actor),
    ]
    steps = [*today, *sorted(steps, key=lambda step: step.tone != LATE)]
    coming = _coming(actor, interns, now) if not steps else ""
    return {"steps": steps, "interns": interns, "several": len(evaluations) >= SEVERAL, "coming": coming}


def _interns(actor: Actor) -> QuerySet[Placement]:
    """Those who are here or about to come, each with what waits of them beside. One query."""
    mine = Placement.objects.visible_to(actor).for_list()
    here = mine.filter(state__in=[PlacementState.CONFIRMED, PlacementState.ACTIVE])
    return with_waiting(with_learning(with_attendance(here))).order_by("starts_on", "pk")


def _coming(actor: Actor, interns: list[Any], now: datetime) -> str:
    """What comes next, on a day on which nothing waits: an arrival or an evaluation that opens. One query."""
    ahead = Evaluation.objects.visible_to(actor).of_supervisors().filter(state=EvaluationState.SCHEDULED)
    soonest = ahead.select_related("placement__student__user").order_by("opens_on", "pk").first()
    days: list[tuple[date, str]] = [
        (p.starts_on, _("%(name)s begins on %(day)s.") % {"name": p.student.user.name, "day": day(p.starts_on)})
        for p in interns
        if p.state == PlacementState.CONFIRMED
    ]
    if soonest is not None:
        says = {"name": soonest.placement.student.user.name, "day": day(soonest.opens_on)}
        days.append((soonest.opens_on, _("The evaluation of %(name)s opens on %(day)s.") % says))
    return min(days)[1] if days else ""
