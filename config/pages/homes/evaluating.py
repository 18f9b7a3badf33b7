"""What homes of offices say of evaluations: who waits to be asked, what is late, sentences about sites to read. No query of its own."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core.actor import Actor
from evaluations.models import Evaluation
from evaluations.states import WRITABLE, EvaluationState

WORDS = {"count": Count("pk")}


def sums(actor: Actor, now: datetime) -> tuple[QuerySet[Evaluation], dict[str, Any]]:
    """For `at_once`: of supervisors’ evaluations, how many need somebody to be asked, and how many are late."""
    late = Q(state__in=WRITABLE, due_at__lt=now)
    mine = Evaluation.objects.visible_to(actor).of_supervisors()
    counts = {"unassigned": Count("pk", filter=Q(state=EvaluationState.UNASSIGNED)), "late": Count("pk", filter=late)}
    return mine, counts


def steps_of(found: dict[str, Any]) -> list[Step]:
    """A line for each of the two that is not nothing."""
    url, steps = reverse("evaluation_list"), []
    if n := found["unassigned"]:
        title = ngettext("%(n)d evaluation needs an evaluator", "%(n)d evaluations need an evaluator", n) % {"n": n}
        detail, address = _("Nobody is asked until the placement lead has chosen."), f"{url}?stands=unassigned"
        steps.append(Step("clipboard-check", title, detail, address, _("Open"), tone="late"))
    if n := found["late"]:
        title = ngettext("%(n)d evaluation is late", "%(n)d evaluations are late", n) % {"n": n}
        detail, address = _("Its evaluator was reminded. A word from you may help."), f"{url}?stands=waiting"
        steps.append(Step("clipboard-check", title, detail, address, _("Open"), tone="due"))
    return steps


def word_steps(found: dict[str, Any]) -> list[Step]:
    """Sentences of own students about sites, which nobody reads before the office has."""
    if not (n := found["count"]):
        return []
    title = ngettext("%(n)d sentence about a site to read", "%(n)d sentences about sites to read", n) % {"n": n}
    detail = _("Nobody else reads it before you let it be shown.")
    return [Step("chat-left-quote", title, detail, reverse("site_word_list"), _("Read"))]
