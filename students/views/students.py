"""The placement office's students: found, read, added, corrected, invited."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from accounts.services.invitations import last_invitation
from core import clock
from core.actor import Actor
from core.paging import page_of
from core.views import act_page, posted
from institutions.forms.people import AgainForm
from institutions.views.memberships import say_sent
from students.filters import StudentFilter
from students.forms.students import StudentEditForm, StudentForm
from students.models import Record, SignInCode, Student
from students.policies import students as policies
from students.policies.codes import may_print
from students.policies.records import may_check
from students.services import students as services
from students.states import RecordState

PAGE = 25


@require_safe
def student_list(request: HttpRequest) -> HttpResponseBase:
    """The institute's students by name."""
    if not (verdict := policies.may_list(request.actor)):
        return act_page(request, verdict, {"title": _("Students")})
    mine = Student.objects.visible_to(request.actor).for_list().order_by("user__name", "pk")
    found = StudentFilter(request.GET, mine, request=request)
    page = page_of(request, found.qs, PAGE)
    context = {"filter": found, "page": page, "may_add": policies.may_add(request.actor)}
    return render(request, "students/student_list.html", context)


@require_safe
def student_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One student, and what the office may do."""
    student = _find(request, pk)
    actor = request.actor
    context = {
        "student": student,
        "may_edit": policies.may_edit(actor, student),
        "may_invite": policies.may_invite_again(actor, student),
        "may_read_cv": policies.may_read_cv(actor, student),
        "may_edit_profile": policies.may_edit_profile(actor, student),
        "records": records_of(actor, student),
        "may_print": student.waits_for_slip and may_print(actor),
        "slip": SignInCode.objects.visible_to(actor).filter(user=student.user_id).live(clock.now()).first(),
    }
    return render(request, "students/student_detail.html", context)


def records_of(actor: Actor, student: Student) -> list[tuple[Record, str, Any]]:
    """What the office may read of the student's records, each with the tone and words of its stage; nothing for others."""
    if not may_check(actor):
        return []
    today = clock.today(student.institute.zone)
    mine = Record.objects.visible_to(actor).for_list().filter(student=student).exclude(state=RecordState.SUPERSEDED)
    return [(record, *record.pill(today)) for record in mine.order_by("kind__position", "-on", "-pk")]


@require_http_methods(["GET", "POST"])
def student_add(request: HttpRequest) -> HttpResponseBase:
    """Add one student, who is invited at once."""
    title = _("Add a student")
    if not (verdict := policies.may_add(request.actor)):
        return act_page(request, verdict, {"title": title})
    form = StudentForm(request.POST or None, actor=request.actor)
    if form.is_valid() and (outcome := attempt(request, services.add_student, form)):
        says = (
            _("%(name)s is added. Nobody has told them yet: print a slip.")
            if outcome.thing.waits_for_slip
            else _("%(name)s is added and invited.")
        )
        messages.success(request, says % {"name": outcome.thing.user.name})
        return redirect(outcome.thing)
    return render(request, "students/student_form.html", {"form": form, "title": title})


@require_safe
def student_import(_request: HttpRequest) -> HttpResponseBase:
    """Where lists are brought in."""
    return redirect("import_add", noun="students")


@require_http_methods(["GET", "POST"])
def student_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Correct what the register says."""
    student, title = _find(request, pk), _("Correct the register")
    if not (verdict := policies.may_edit(request.actor, student)):
        return act_page(request, verdict, {"title": title, "back": student})
    form = StudentEditForm(request.POST or None, actor=request.actor, student=student)
    if form.is_valid() and attempt(request, services.edit_student, form, student_id=pk):
        return redirect(student)
    return render(request, "students/student_form.html", {"form": form, "title": title, "student": student})


@require_http_methods(["GET", "POST"])
def student_invite(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the invitation again."""
    student = _find(request, pk)
    verdict = policies.may_invite_again(request.actor, student)
    form = AgainForm(posted(request), user=student.user, last=last_invitation(student.user))
    if verdict and form.is_valid() and attempt(request, services.invite_again, form, student_id=pk):
        say_sent(request, form)
        return redirect(student)
    says = _("%(name)s gets a new link by e-mail; the earlier one stops working.") % {"name": student.user.name}
    context = {
        "title": _("Invite again"),
        "says": says,
        "form": form,
        "button": _("Send the invitation"),
        "back": student,
    }
    return act_page(request, verdict, context)


@require_safe
def student_cv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The CV as a download."""
    student = _find(request, pk)
    verdict = policies.may_read_cv(request.actor, student)
    if not verdict or student.cv is None:
        return act_page(request, verdict, {"title": _("CV"), "back": student})
    return file_response(student.cv, by=request.actor, now=clock.now())


def _find(request: HttpRequest, pk: int) -> Student:
    return get_object_or_404(
        Student.objects.visible_to(request.actor).for_list().select_related("institute", "cv"), pk=pk
    )
