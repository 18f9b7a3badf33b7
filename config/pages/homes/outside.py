"""What people outside wait for: enquiries to an office, students' questions to a partner. One query each."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core.actor import Actor
from core.words import day
from institutions.models import Enquiry
from placements.models import Question
from placements.states import QuestionState


def enquiries(actor: Actor) -> list[Step]:
    """Those that nobody has answered."""
    waiting = list(Enquiry.objects.visible_to(actor).waiting().order_by("pk").values_list("created_at", flat=True))
    if not waiting:
        return []
    title = ngettext("%(n)d enquiry waits for an answer", "%(n)d enquiries wait for an answer", len(waiting))
    return [
        Step(
            icon="envelope",
            title=title % {"n": len(waiting)},
            detail=_("The oldest came on %(day)s.") % {"day": day(waiting[0].date())},
            url=reverse("enquiry_list"),
            action=_("Answer"),
            tone="due",
        )
    ]


def questions(actor: Actor) -> list[Step]:
    """Those about the partner's slots that nobody has answered."""
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
