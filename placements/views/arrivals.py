"""Who arrives in a week: a sheet to print and hang beside the telephone."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core import clock
from core.views import act_page
from institutions.models import Blackout
from placements.models import Placement, weeks
from placements.policies import arrivals as policies
from placements.readiness import clearances, stay_of
from placements.states import PlacementState

COMING = (PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE)


@require_safe
def arrival_list(request: HttpRequest) -> HttpResponse:
    """Who begins in the week, where and when, with whom, clear or not. Nine queries at most for any number of people."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Arrivals")})
    today = clock.today()
    monday = weeks.parsed(request.GET.get("week", ""), weeks.coming(today))
    context = {
        "rows": _rows(request, monday),
        "monday": monday,
        "sunday": weeks.last_of(monday),
        "before": monday - weeks.WEEK,
        "after": monday + weeks.WEEK,
    }
    return render(request, "placements/arrival_list.html", context)


def _rows(request: HttpRequest, monday: date) -> list[Placement]:
    """The placements that begin in the week, each with the blackout dates that its first day meets and how it stands."""
    week = (monday, weeks.last_of(monday))
    coming = Placement.objects.visible_to(request.actor).for_list().filter(starts_on__range=week, state__in=COMING)
    rows = list(coming.order_by("starts_on", "department__name", "student__user__name", "pk"))
    blackouts = list(Blackout.objects.visible_to(request.actor).for_list().meeting(*week))
    clear = clearances([stay_of(row) for row in rows], request.actor)
    for row in rows:
        row.clearance = clear[row]
        row.blackouts = [blackout for blackout in blackouts if blackout.binds(row, row.starts_on)]
    return rows
