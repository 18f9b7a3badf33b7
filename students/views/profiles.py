"""A student's own profile and CV."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core.actor import Role
from core.forms import ActForm
from core.limits import Limit, too_often
from core.verdict import never
from core.views import act_page
from students.documents import CvFacts
from students.forms.profiles import CvForm, ProfileForm
from students.models import CvSection, Student
from students.policies.profiles import missing
from students.policies.students import may_order_cv
from students.services import profiles as services

SENDINGS = Limit("CVs sent", most=20, seconds=600)
NO_STUDENT = never(_("Only students have this profile."), _("Your own details stand under your name, in “My profile”."))


@require_http_methods(["GET", "POST"])
def student_profile(request: HttpRequest) -> HttpResponse:
    """What partners read of the student, what is missing, the CV."""
    student = own_student(request)
    if student is None:
        return act_page(request, NO_STUDENT, {"title": _("My profile")})
    form = ProfileForm(request.POST or None, student=student)
    if form.is_valid() and (outcome := attempt(request, services.update_profile, form, student_id=student.pk)):
        messages.success(
            request, _("Your profile is complete.") if outcome.thing.profile_done_at else _("Your profile is kept.")
        )
        return redirect("student_profile")
    return _page(request, student, form, CvForm())


@require_http_methods(["GET", "POST"])
def student_cv_set(request: HttpRequest) -> HttpResponse:
    """Send a CV, or another in its place."""
    student = own_student(request)
    if student is None:
        return act_page(request, NO_STUDENT, {"title": _("CV")})
    if request.method == "POST" and not SENDINGS.spend(str(student.pk)):
        return too_often(request, SENDINGS)
    form = CvForm(request.POST or None, request.FILES or None)
    if form.is_valid() and attempt(request, services.set_cv, form, student_id=student.pk):
        messages.success(request, _("Your CV is kept."))
        return redirect("student_profile")
    return _page(request, student, ProfileForm(student=student), form)


@require_http_methods(["GET", "POST"])
def student_cv_remove(request: HttpRequest) -> HttpResponse:
    """Take the CV off the profile."""
    student = own_student(request)
    if student is None:
        return act_page(request, NO_STUDENT, {"title": _("CV")})
    form = ActForm(request.POST or None)
    if form.is_valid() and attempt(request, services.remove_cv, form, student_id=student.pk):
        return redirect("student_profile")
    says = _("Applications you have sent keep the CV they were sent with. Without one you cannot send another.")
    context = {
        "title": _("Remove the CV"),
        "says": says,
        "form": form,
        "button": _("Remove it"),
        "danger": True,
        "back_url": "../../",
    }
    return render(request, "layouts/act.html", context)


def own_student(request: HttpRequest) -> Student | None:
    """The acting student's row."""
    if not request.actor.acts_as(Role.STUDENT):
        return None
    return Student.objects.visible_to(request.actor).for_list().select_related("institute", "cv").first()


def _page(request: HttpRequest, student: Student, form: ProfileForm, cv_form: CvForm) -> HttpResponse:
    facts = CvFacts.of(student)
    context = {
        "student": student,
        "form": form,
        "cv_form": cv_form,
        "missing": list(missing(student)),
        "sections": [(name, label, facts.under(name)) for name, label in CvSection.choices],
        "internships": facts.internships,
        "may_order_cv": may_order_cv(request.actor, student),
        "cv_is_old": bool(student.cv_facts) and student.cv_facts != facts.hash,
    }
    return render(request, "students/student_profile.html", context)
