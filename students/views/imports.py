"""Adding students from a list: send it, see what will be added, confirm."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core.limits import Limit, too_often
from core.views import act_page
from institutions.models import Intake
from students.forms.imports import ImportConfirmForm, ImportForm
from students.models import StudentImport
from students.policies import students as policies
from students.services import imports as services
from students.services.import_rows import HEADINGS, NEEDED, SAMPLE

SENDINGS = Limit("lists of students sent", most=60, seconds=600)
SHOWN = 100  # problems on the page; correcting these first shows the rest
FIRST = 10  # students of the preview


@require_http_methods(["GET", "POST"])
def student_import(request: HttpRequest) -> HttpResponse:
    """Take a list and look it through; a list without faults leads on to what will be added."""
    if not (verdict := policies.may_add(request.actor)):
        return act_page(request, verdict, {"title": _("Add students from a list")})
    if request.method == "POST" and not SENDINGS.spend(str(request.actor.user_id)):
        return too_often(request, SENDINGS)
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (outcome := attempt(request, services.keep_import, form)):
        return redirect(outcome.thing)
    context = {
        "form": form,
        "problems": form.problems[:SHOWN],
        "more": max(len(form.problems) - SHOWN, 0),
        "headings": [{"name": name, "needed": name in NEEDED} for name in HEADINGS],
        "intakes": Intake.objects.visible_to(request.actor)
        .select_related("programme")
        .order_by("programme__name", "-starts_on"),
    }
    return render(request, "students/student_import.html", context)


@require_safe
def student_import_sample(_request: HttpRequest) -> HttpResponse:
    """A list of two, to write over. With the mark by which spreadsheets know UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="students.csv"'
    csv.writer(response).writerows([HEADINGS, *SAMPLE])
    return response


@require_http_methods(["GET", "POST"])
def student_import_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What a kept list will add, and the button that does it."""
    listed = get_object_or_404(StudentImport.objects.visible_to(request.actor).select_related("file"), pk=pk)
    if not (verdict := policies.may_add(request.actor)):
        return act_page(request, verdict, {"title": _("Add students from a list")})
    form = ImportConfirmForm(request.POST or None)
    if form.is_valid() and (outcome := attempt(request, services.add_import, form, import_id=pk)):
        messages.success(request, _said(outcome.thing.rows))
        return redirect("student_list")
    reading = services.preview(listed, by=request.actor)
    context = {
        "listed": listed,
        "form": form,
        "reading": reading,
        "groups": reading.by_intake(),
        "first": reading.rows[:FIRST],
    }
    return render(request, "students/student_import_check.html", context)


def _said(count: int) -> str:
    return ngettext("%(count)d student is added and invited.", "%(count)d students are added and invited.", count) % {
        "count": count
    }
