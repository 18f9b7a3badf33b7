"""Who may need help: the facts of placements and of evaluations, judged by one table of rules; a list, a card, and the way to a plan."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.actor import Actor
from core.beside import beside
from core.listings import Listing, declare
from core.verdict import require
from core.views import act_page
from evaluations.lows import lows_of, with_lows
from placements.filters.support import SupportFilter
from placements.forms.support import SupportForm
from placements.models import Incident, Placement, SupportPlan
from placements.policies import support as policies
from placements.policies.incidents import may_report
from placements.risk import Signal, signals_of, weight_of
from placements.risk_facts import facts_of, with_risk
from placements.services.support import open_support
from placements.states import PlacementState
from placements.states_support import SupportState

PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A placement with what speaks for looking at it, and the plan that runs for it."""

    placement: Any
    signals: tuple[Signal, ...]
    plan: SupportPlan | None


def with_support(placements: QuerySet[Placement], actor: Actor, now: datetime) -> QuerySet[Placement]:
    """Each with everything that `Row` and the card are made of. No query of its own."""
    here = OuterRef("pk")
    plans = SupportPlan.objects.visible_to(actor).filter(placement=here).order_by("-pk")
    read = Incident.objects.visible_to(actor).running().filter(placement=here).order_by().values("placement")
    counted = Subquery(read.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    judged = with_lows(with_risk(placements, now))
    return judged.annotate(
        plans_seen=beside(plans[:3], "goal", "state", "review_on"), incidents_seen=Coalesce(counted, 0)
    )


def row_of(placement: Any) -> Row:
    """What the rules say of a placement `with_support`."""
    signals = signals_of(facts_of(placement, **lows_of(placement)))
    return Row(
        placement, signals, next((p for p in placement.plans_seen or () if p.state != SupportState.CLOSED), None)
    )


def _found(request: HttpRequest) -> list[Row]:
    """Under the filters of the address, those first for whom most speaks; with a plan also where nothing speaks any more. One query."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    mine = Placement.objects.visible_to(actor).for_list().filter(state=PlacementState.ACTIVE)
    found = SupportFilter(request.GET, with_support(mine, actor, now).order_by("pk"), request=request)
    rows = [row for row in map(row_of, found.qs) if (row.signals or row.plan) and found.keeps(row.signals, row.plan)]
    return sorted(rows, key=lambda row: -weight_of(row.signals))


@require_safe
def support_list(request: HttpRequest) -> HttpResponse:
    """Who of the institute’s students on placement may need help, and why."""
    require(policies.may_see_support(request.actor))
    found = SupportFilter(request.GET, Placement.objects.visible_to(request.actor), request=request)
    page = Paginator(_found(request), PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/support_list.html", {"filter": found, "page": page})


@require_http_methods(["GET", "POST"])
def support_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a plan, with what was seen beside it."""
    now, actor = clock.now(), request.actor
    mine = with_support(Placement.objects.visible_to(actor).for_list(), actor, now)
    row = row_of(get_object_or_404(mine, pk=pk))
    verdict = policies.may_open_support(actor, row.placement, has_one=row.plan is not None)
    facts = [signal.sentence for signal in row.signals]
    form = SupportForm(request.POST or None)
    more = {"placement_id": pk, "facts": facts}
    if verdict and form.is_valid() and (done := attempt(request, open_support, form, **more)):
        return redirect(done.thing)
    title = _("A support plan for %(name)s") % {"name": row.placement.student.user.name}
    context = {"title": title, "form": form, "facts": facts, "button": _("Propose it"), "back": row.placement}
    return act_page(request, verdict, {**context, "instead": row.plan}, "pages/support_add.html")


def support_section(placement: Any, actor: Actor, _now: datetime) -> dict[str, Any]:
    """The card of a placement `with_support`: signals for those who may act on them, the plan for those who read it. No query."""
    row = row_of(placement)
    sees = policies.sees_signals(actor, placement) and placement.state == PlacementState.ACTIVE
    return {
        "is_shown": sees or bool(placement.plans_seen),
        "signals": row.signals if sees else (),
        "sees": sees,
        "plans": placement.plans_seen or [],
        "may_open": policies.may_open_support(actor, placement, has_one=row.plan is not None),
        "may_report": may_report(actor, placement),
        "incidents": placement.incidents_seen,
    }


declare(
    Listing(
        noun="support",
        may=policies.may_see_support,
        found=_found,
        columns=("Roll no", "Student", "Partner", "Department", "Supervisor", "What was seen", "Plan", "Looked at again on"),
        row=lambda row: (
            row.placement.student.roll_no, row.placement.student.user.name, row.placement.partner.name,
            row.placement.department.name, row.placement.supervisor.user.name if row.placement.supervisor else "",
            " ".join(signal.sentence for signal in row.signals), row.plan.get_state_display() if row.plan else "",
            row.plan.review_on if row.plan else None,
        ),
    )
)  # fmt: skip
