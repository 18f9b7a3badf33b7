"""What people outside wait for: enquiries to an office, students' questions to a partner."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core import clock
from core.actor import Actor
from core.words import day
from placements.models import Question
from placements.states import QuestionState

ENQUIRY_SUMS = {"waiting": Count("pk"), "oldest": Min("created_at")}


def enquiries(counted: dict[str, Any]) -> list[Step]:
    """Those that nobody has answered, as `ENQUIRY_SUMS` counts them. No query."""
    waiting = counted["waiting"] or 0
    if not waiting:
        return []
    title = ngettext("%(n)d enquiry waits for an answer", "%(n)d enquiries wait for an answer", waiting)
    return [
        Step(
            icon="envelope",
            title=title % {"n": waiting},
            detail=_("The oldest came on %(day)s.")
            % {"day": day(clock.day_of(datetime.fromisoformat(counted["oldest"])))},
            url=reverse("enquiry_list"),
            action=_("Answer"),
            tone="due",
        )
    ]


def questions(actor: Actor) -> list[Step]:
    """Those about the partner's slots that nobody has answered. One query."""
    rows = Question.objects.visible_to(actor).to_answer_by(actor).filter(state=QuestionState.ASKED)
    waiting = list(rows.values_list("text", flat=True))
    if not waiting:
        return []
    title = ngettext("%(n)d student asks about an internship", "%(n)d questions about internships", len(waiting))
    return [
        Step(
            icon="chat-left-text",
            title=title % {"n": len(waiting)},
            detail=_("“%(text)s”") % {"text": waiting[0]},
            url=reverse("question_list"),
            action=_("Answer"),
            tone="due",
        )
    ]
