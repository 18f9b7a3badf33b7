"""Cleared or not: who starts soon and cannot, a matrix of students and requirements, one student over all partners.

Here because it joins placements with what students hold. How much a reader sees is `students.policies.readiness`.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.exporting import before_export
from config.pages.readiness_matrix import Matrix, MatrixForm, matrix_of
from config.pages.readiness_partners import partners_of
from core import clock
from core.actor import Role
from core.exports import KINDS, table_response
from core.verdict import never
from core.views import act_page
from placements.models import Placement
from placements.readiness import board_of_placements, starting_soon
from students.models import Student
from students.policies.readiness import Column, columns_of, open_titles
from students.readiness import Readiness

PAGE = 50
STAFF = (Role.COORDINATOR, Role.VIEWER, Role.LEAD, Role.ADMINISTRATOR)
NOT_YOURS = never(
    _("Who is clear to start is read by the institute’s office and, for its own interns, by the partner."),
    _("Your own standing is under “What partners ask”."),
)


@require_safe
def readiness_list(request: HttpRequest) -> HttpResponse:
    """Who starts within six weeks (or twelve): those who cannot yet, and why; on demand everybody."""
    if not request.actor.acts_as(*STAFF):
        return act_page(request, NOT_YOURS, {"title": _("Who starts soon")})
    weeks = 12 if request.GET.get("weeks") == "12" else 6
    everyone = request.GET.get("show") == "all"
    soon = starting_soon(Placement.objects.visible_to(request.actor).for_list(), clock.today(), timedelta(weeks=weeks))
    board = board_of_placements(soon)
    shown = [row for row in board.rows if everyone or not row.is_clear]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _soon(page, columns_of(board, request.actor), clock.today()),
        "total": len(board.rows),
        "clear": sum(row.is_clear for row in board.rows),
    }
    return render(request, "pages/readiness_list.html", {**context, "weeks": weeks, "everyone": everyone})


def _soon(rows: Iterable[Readiness], columns: list[Column], today: date) -> list[dict[str, Any]]:
    return [
        {
            "placement": row.stay.key,
            "days": (row.stay.first_day - today).days,
            "late": max(0, (today - row.stay.first_day).days),
            "is_clear": row.is_clear,
            "wants": open_titles(row, columns),
        }
        for row in rows
    ]


@require_safe
def readiness_matrix(request: HttpRequest) -> HttpResponse:
    """Students and requirements of one partner, at a glance."""
    if not request.actor.acts_as(*STAFF):
        return act_page(request, NOT_YOURS, {"title": _("Readiness")})
    form = MatrixForm(request.GET or None, actor=request.actor)
    context = {"form": form, "matrix": matrix_of(request.actor, form), "query": request.GET.urlencode()}
    return render(request, "pages/readiness_matrix.html", context)


@require_safe
def readiness_export(request: HttpRequest) -> HttpResponseBase:
    """The same table as a file."""
    if not request.actor.acts_as(*STAFF):
        return act_page(request, NOT_YOURS, {"title": _("Readiness")})
    if (instead := before_export(request)) is not None:
        return instead
    matrix: Matrix = matrix_of(request.actor, MatrixForm(request.GET or None, actor=request.actor))
    kind = request.GET.get("kind", "csv")
    kind = kind if kind in KINDS else "csv"
    return table_response(matrix.export_rows(), matrix.export_columns(), name="readiness", kind=kind)


@require_safe
def readiness_student(request: HttpRequest, pk: int) -> HttpResponse:
    """One student over all partners: clear for these, missing that for those."""
    students = Student.objects.visible_to(request.actor).select_related("user", "programme", "institute")
    student = get_object_or_404(students, pk=pk)
    shown = partners_of(request.actor, student, clock.now())
    return render(request, "pages/readiness_student.html", {"student": student, **shown})
