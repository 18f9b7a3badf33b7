"""A pasted grid: first looked at row by row, then sent as lists of names."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from accounts.models import Job
from core import clock
from core.errors import Refusal
from core.views import act_page
from placements.crowding import crowds
from placements.forms.pasting import PasteForm
from placements.policies import name_lists as policies
from placements.services import pasting as services
from placements.services.pasting_rows import PastedRow, reasons


@require_http_methods(["GET", "POST"])
def placement_paste(request: HttpRequest) -> HttpResponse:
    """What was typed stays in its box; below it each row with the words against its cells."""
    if not (verdict := policies.may_write(request.actor)):
        return act_page(request, verdict, {"title": _("Paste a grid")})
    form = PasteForm(request.POST or None, actor=request.actor)
    if form.is_valid() and "send" in request.POST and (outcome := attempt(request, services.send_paste, form)):
        if isinstance(outcome.thing, Job):
            return redirect(outcome.thing)
        messages.success(
            request, _("Done. Who was placed is told; names that were sent wait for the partner’s answer.")
        )
        return redirect("name_list_list")
    rows = _checked(request, form) if form.is_bound and form.cleaned_data.get("partner") else []
    return render(request, "placements/placement_paste.html", {"form": form, "rows": rows, **_counted(rows)})


def _counted(rows: list[PastedRow]) -> dict[str, Any]:
    """How many of the rows can be placed or sent, why the others cannot, and what the departments take."""
    fitting = [row for row in rows if row.fits]
    return {
        "fitting": len(fitting),
        "wrong": len(rows) - len(fitting),
        "kept": sum(row.is_kept for row in fitting),
        "reasons": reasons(rows),
        "crowds": crowds([row.slot for row in fitting if row.slot]),
    }


def _checked(request: HttpRequest, form: PasteForm) -> list[PastedRow]:
    """The rows; none when they cannot be read at all, with the words on the form."""
    said = form.values()
    try:
        return services.check_paste(
            by=request.actor, now=clock.now(), **{name: said.get(name, "") for name in ("partner", "order", "text")}
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return []
