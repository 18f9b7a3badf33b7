"""The roster: who is expected when, by department, for one week."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core import clock
from core.views import act_page
from placements.models import weeks
from placements.policies import attendance as policies
from placements.rosters import MOST, departments, roster

MOST_DIGITS = 12  # of a number that may be a key


@require_safe
def roster_list(request: HttpRequest) -> HttpResponse:
    """The week that the address names, else the present one."""
    if not (verdict := policies.may_see_roster(request.actor)):
        return act_page(request, verdict, {"title": _("Roster")})
    monday = weeks.parsed(request.GET.get("week", ""), clock.today())
    department = _department(request.GET.get("department", ""))
    choices = list(departments(request.actor, monday))
    shown = roster(request.actor, monday, choices, department)
    context = {
        "departments": shown,
        "choices": choices,
        "department": department,
        "is_full": sum(len(group.rows) for group in shown) == MOST,
        "most": MOST,
        "monday": monday,
        "sunday": weeks.last_of(monday),
        "days": [monday + weeks.WEEK / 7 * i for i in range(7)],
        "before": monday - weeks.WEEK,
        "after": monday + weeks.WEEK,
    }
    return render(request, "placements/roster_list.html", context)


def _department(asked: str) -> int | None:
    return int(asked) if asked.isdecimal() and len(asked) < MOST_DIGITS else None
