"""Who says what a student looks for, and which question comes next."""

from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.verdict import YES, Verdict, never
from students.models import Goals, Student
from students.policies.students import is_own

# In the order in which they are asked.
QUESTIONS = ("field", "skills", "setting", "place", "length", "balance", "pay")


def may_set_goals(actor: Actor, student: Student) -> Verdict:
    """The student alone."""
    return YES if is_own(actor, student) else never(_("Goals are set by the student whose they are."))


def first_open(goals: Goals | None) -> str | None:
    """The first question that was not answered yet; None when all were."""
    answered = goals.answered if goals else ()
    return next((question for question in QUESTIONS if question not in answered), None)


def after(question: str) -> str | None:
    """The question that follows; None after the last."""
    return dict(pairwise(QUESTIONS)).get(question)
