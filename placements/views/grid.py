"""The grid of departments and weeks, for who receives interns and who sends them."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.exporting import before_export
from core import clock
from core.exports import KINDS, table_response
from core.views import act_page
from placements.models import grid as grids
from placements.models import weeks
from placements.policies import grid as policies


@require_safe
def grid(request: HttpRequest) -> HttpResponseBase:
    """Twelve weeks from the one that the address names; `kind` gives the same as a table to keep. Seven queries."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Grid")})
    monday = weeks.parsed(request.GET.get("week", ""), clock.today())
    kind = request.GET.get("kind", "")
    if kind in KINDS and (instead := before_export(request)) is not None:
        return instead
    drawn = grids.grid(request.actor, monday)
    if kind in KINDS:
        heads = [_("Where"), _("At once"), *(day.isoformat() for day in drawn.mondays)]
        return table_response(_table(drawn), heads, name=f"grid-{monday.isoformat()}", kind=kind)
    step = weeks.WEEK * grids.WEEKS
    context = {"grid": drawn, "monday": monday, "before": monday - step, "after": monday + step}
    return render(request, "placements/grid.html", context)


def _table(drawn: grids.Grid) -> Iterator[list[Any]]:
    for row in (*drawn.rows, *drawn.loads):
        yield [row.label, row.limit, *(cell.count for cell in row.cells)]
