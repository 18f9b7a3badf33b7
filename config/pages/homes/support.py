"""What homes say of support plans and incidents."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core.actor import Actor
from core.beside import beside
from placements.models import Placement, SupportPlan
from placements.states_support import IncidentState, SupportState

SUMS = {"count": Count("pk")}


def office_steps(incidents: dict[str, Any], plans: dict[str, Any]) -> list[Step]:
    """Incidents that nobody has looked at, plans whose day has come. No query: the sums come with the others of the home."""
    steps = []
    if n := incidents["count"]:
        title = ngettext("%(n)d incident nobody has looked at", "%(n)d incidents nobody has looked at", n) % {"n": n}
        url = f"{reverse('incident_list')}?state={IncidentState.REPORTED}"
        detail = _("Say how serious it is, and see that they are looked after.")
        steps.append(
            Step(icon="exclamation-triangle", title=title, detail=detail, url=url, action=_("Open"), tone="late")
        )
    if n := plans["count"]:
        title = ngettext("%(n)d support plan to look at again", "%(n)d support plans to look at again", n) % {"n": n}
        url = f"{reverse('support_list')}?plan=with"
        detail = _("The day agreed for it has come.")
        steps.append(Step(icon="signpost", title=title, detail=detail, url=url, action=_("Open"), tone="due"))
    return steps


def with_plans(placements: QuerySet[Placement], actor: Actor) -> QuerySet[Placement]:
    """Each with the plan that waits for its student. No query of its own."""
    plans = SupportPlan.objects.visible_to(actor).filter(placement=OuterRef("pk"), state=SupportState.PROPOSED)
    return placements.annotate(plans_waiting=beside(plans, "goal"))


def student_steps(placement: Any) -> list[Step]:
    """The plan to answer, of a placement `with_plans`."""
    return [
        Step(
            icon="signpost",
            title=_("A plan to help you waits for your answer"),
            detail=plan.goal,
            url=plan.get_absolute_url(),
            action=_("Read and answer"),
            tone="due",
        )
        for plan in (placement.plans_waiting if placement else None) or ()
    ]
