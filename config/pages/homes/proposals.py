"""Sites that students found, on the home of their placement office."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from placements.states import ProposalState, SlotState

# Of rows of `with_lead`.
SUMS = {
    "waiting": Count("pk", filter=Q(state=ProposalState.PROPOSED)),
    "leaderless": Count("pk", filter=Q(slot__state=SlotState.DRAFT, has_lead=False)),
}


def steps_of(counted: dict[str, Any]) -> list[Step]:
    """Those to be decided, and approved ones that nobody there can publish. No query."""
    waiting, leaderless, steps = counted["waiting"] or 0, counted["leaderless"] or 0, []
    where = reverse("proposal_list")
    if waiting:
        title = ngettext("%(n)d site that a student found", "%(n)d sites that students found", waiting)
        detail = _("Call them, and say whether they become a partner.")
        steps.append(Step(icon="building", title=title % {"n": waiting}, detail=detail, url=where, action=_("Open")))
    if leaderless:
        title = ngettext(
            "%(n)d approved site has no placement lead", "%(n)d approved sites have no placement lead", leaderless
        )
        detail = _("Nobody there can publish the internship until you invite one.")
        steps.append(
            Step(icon="person-plus", title=title % {"n": leaderless}, detail=detail, url=where, action=_("Open"))
        )
    return steps
