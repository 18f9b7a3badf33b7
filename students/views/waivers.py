"""Pages of a waiver: find, read, act, answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core.views import act_page
from institutions.models import EvidenceKind, Requirement
from institutions.rules.words import say_rule
from students.forms.waivers import WaiverForm, WithdrawForm
from students.models import Student, Waiver
from students.policies import waivers as policies
from students.services.waivers import give_waiver, withdraw_waiver


@require_http_methods(["GET", "POST"])
def waiver_add(request: HttpRequest, pk: int, requirement_pk: int) -> HttpResponse:
    """Waive one requirement for one student."""
    student = get_object_or_404(Student.objects.visible_to(request.actor).select_related("user"), pk=pk)
    requirement = get_object_or_404(Requirement.objects.visible_to(request.actor).for_list(), pk=requirement_pk)
    kinds = {kind.slug: kind for kind in EvidenceKind.objects.visible_to(request.actor)}
    verdict = policies.may_waive(request.actor, student, requirement, is_health=requirement.is_health(kinds))
    needs_partner = policies.needs_the_partners_word(requirement)
    form = WaiverForm(request.POST or None, needs_partner=needs_partner)
    ids = {"student_id": pk, "requirement_id": requirement_pk}
    if verdict and form.is_valid() and (outcome := attempt(request, give_waiver, form, **ids)):
        return redirect(outcome.thing)
    title = _("Waive “%(what)s” for %(who)s") % {"what": requirement.title, "who": student.user.name}
    context = {"title": title, "says": say_rule(requirement.parsed, kinds), "button": _("Waive it"), "form": form}
    return act_page(request, verdict, {**context, "back_url": f"/students/{pk}/readiness/"})


@require_safe
def waiver_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One waiver; its reason to whoever may read it."""
    waiver = get_object_or_404(Waiver.objects.visible_to(request.actor).for_list(), pk=pk)
    kinds = {kind.slug: kind for kind in EvidenceKind.objects.visible_to(request.actor)}
    context = {
        "waiver": waiver,
        "may_read": policies.may_read_reason(request.actor, waiver, kinds),
        "may_withdraw": policies.may_withdraw(request.actor, waiver),
        "history": waiver.transitions.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "students/waiver_detail.html", context)


@require_http_methods(["GET", "POST"])
def waiver_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it after all."""
    waiver = get_object_or_404(Waiver.objects.visible_to(request.actor).for_list(), pk=pk)
    verdict = policies.may_withdraw(request.actor, waiver)
    form = WithdrawForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, withdraw_waiver, form, waiver_id=pk):
        return redirect(waiver)
    says = _("From now on the requirement is asked of %(who)s again. The student, the office and the partner are told.")
    context = {"title": _("Withdraw the waiver"), "says": says % {"who": waiver.student.user.name}, "danger": True}
    return act_page(request, verdict, {**context, "form": form, "back": waiver})
