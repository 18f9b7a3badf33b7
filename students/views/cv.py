"""The CV that is built from the profile: entries added, changed and removed; the PDF ordered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core.forms import ActForm
from core.limits import Limit, too_often
from core.views import act_page
from students.forms.cv import NAMES, EntryForm
from students.models import CvEntry, CvSection
from students.policies import students as policies
from students.services import cv as services
from students.views.profiles import NO_STUDENT, own_student

MAKINGS = Limit("CVs made", most=20, seconds=3600)
BACK = {"back_url": "/students/profile/"}


@require_http_methods(["GET", "POST"])
def cv_entry_add(request: HttpRequest, section: str) -> HttpResponse:
    """One more line under a heading."""
    if section not in CvSection.values:
        raise Http404
    student, title = own_student(request), NAMES[CvSection(section)][0]
    if student is None:
        return act_page(request, NO_STUDENT, {"title": title})
    form = EntryForm(request.POST or None, section=section)
    ids = {"student_id": student.pk, "section": section}
    if form.is_valid() and attempt(request, services.keep_entry, form, **ids):
        return redirect("student_profile")
    return act_page(
        request,
        policies.may_edit_profile(request.actor, student),
        {"title": title, "form": form, "button": _("Add it"), **BACK},
    )


@require_http_methods(["GET", "POST"])
def cv_entry_edit(request: HttpRequest, entry_pk: int) -> HttpResponse:
    """Change a line."""
    entry = _find(request, entry_pk)
    title, verdict = NAMES[CvSection(entry.section)][1], policies.may_edit_profile(request.actor, entry.student)
    form = EntryForm(request.POST or None, section=entry.section, entry=entry)
    ids = {"student_id": entry.student_id, "section": entry.section, "entry_id": entry.pk}
    if verdict and form.is_valid() and attempt(request, services.keep_entry, form, **ids):
        return redirect("student_profile")
    return act_page(request, verdict, {"title": title, "form": form, "button": _("Keep it"), **BACK})


@require_http_methods(["GET", "POST"])
def cv_entry_remove(request: HttpRequest, entry_pk: int) -> HttpResponse:
    """Take a line out."""
    entry = _find(request, entry_pk)
    verdict, form = policies.may_edit_profile(request.actor, entry.student), ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.remove_entry, form, entry_id=entry.pk):
        return redirect("student_profile")
    context = {"title": _("Remove “%(title)s”") % {"title": entry}, "form": form, "button": _("Remove it"), **BACK}
    return act_page(request, verdict, {**context, "danger": True})


@require_http_methods(["GET", "POST"])
def student_cv_make(request: HttpRequest) -> HttpResponse:
    """Have the CV made from the profile, in place of the one that is there."""
    student, title = own_student(request), _("Make my CV from my profile")
    if student is None:
        return act_page(request, NO_STUDENT, {"title": title})
    if request.method == "POST" and not MAKINGS.spend(str(student.pk)):
        return too_often(request, MAKINGS)
    verdict, form = policies.may_order_cv(request.actor, student), ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.order_cv, form, student_id=student.pk):
        return redirect("student_cv_wait")
    says = _(
        "One or two pages from what stands here. It takes the place of the CV on your profile; applications keep theirs."
    )
    return act_page(request, verdict, {"title": title, "says": says, "form": form, "button": _("Make it"), **BACK})


@require_safe
def student_cv_wait(request: HttpRequest) -> HttpResponse:
    """While it is being made the page asks again by itself; then the profile has it."""
    student = own_student(request)
    if student is None:
        return act_page(request, NO_STUDENT, {"title": _("CV")})
    if student.cv_ordered_at is None:
        return redirect("student_profile")
    response = render(request, "students/student_cv_wait.html")
    response["Refresh"] = "3"
    return response


def _find(request: HttpRequest, pk: int) -> CvEntry:
    rows = CvEntry.objects.visible_to(request.actor).select_related("student")
    return get_object_or_404(rows, pk=pk)
