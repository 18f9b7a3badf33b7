"""A department is changed by its office, which learns what a new limit makes of who is there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from core import clock
from institutions.models import Department
from institutions.views.partner_parts import DEPARTMENT, keep_part
from placements.crowding import crowds_in

FOUND = 302


@require_http_methods(["GET", "POST"])
def partner_department_edit(request: HttpRequest, slug: str, department_pk: int) -> HttpResponse:
    """Change a department. A limit below who is booked is kept, and the page says on which days and how many (ADR 15)."""
    response = keep_part(request, slug, DEPARTMENT, department_pk)
    if response.status_code == FOUND:
        department = Department.objects.visible_to(request.actor).get(pk=department_pk)
        for crowd in crowds_in(department, clock.today()):
            messages.warning(request, str(crowd))
    return response
