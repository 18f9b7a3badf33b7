"""Writing a requirement: here, because the page says how many students' standing would change before anything does."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from config.pages.requirement_editor import Editor
from core import clock
from core.views import act_page
from institutions.forms.requirements import EndForm
from institutions.models import Requirement, RequirementStarter
from institutions.policies import requirements as policies
from institutions.services.requirements import add_requirement, edit_requirement, end_requirement


@require_http_methods(["GET", "POST"])
def requirement_add(request: HttpRequest) -> HttpResponse:
    """Ask something new; from the starter set when the address names one of it."""
    if not (verdict := policies.may_begin(request.actor)):
        return act_page(request, verdict, {"title": _("New requirement")})
    starters = RequirementStarter.objects.visible_to(request.actor)
    editor = Editor(request, starter=starters.filter(slug=request.GET.get("starter", "")).first())
    if editor.saves and (outcome := attempt(request, add_requirement, editor.form, rule=editor.rules.data())):
        return redirect(outcome.thing)
    context = {"title": _("New requirement"), "starters": starters, **editor.context()}
    return render(request, "pages/requirement_form.html", context)


@require_http_methods(["GET", "POST"])
def requirement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is asked."""
    requirement = _find(request, pk)
    if not (verdict := policies.may_change(request.actor, requirement)):
        return act_page(request, verdict, {"title": _("Change the requirement"), "back": requirement})
    editor = Editor(request, requirement=requirement)
    ids: dict[str, Any] = {"requirement_id": pk}
    if editor.saves and attempt(request, edit_requirement, editor.form, rule=editor.rules.data(), **ids):
        return redirect(requirement)
    context = {"title": _("Change the requirement"), "requirement": requirement, **editor.context()}
    return render(request, "pages/requirement_form.html", context)


@require_http_methods(["GET", "POST"])
def requirement_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask it no more of those who begin later."""
    requirement = _find(request, pk)
    verdict = policies.may_change(request.actor, requirement)
    form = EndForm(request.POST or None, initial={"active_until": clock.today()})
    if verdict and form.is_valid() and attempt(request, end_requirement, form, requirement_id=pk):
        return redirect(requirement)
    says = _("Nothing is deleted: whoever begins until that day must still bring it, and it stays readable here.")
    return act_page(request, verdict, {"title": _("Stop asking it"), "says": says, "form": form, "back": requirement})


def _find(request: HttpRequest, pk: int) -> Requirement:
    return get_object_or_404(Requirement.objects.visible_to(request.actor).for_list(), pk=pk)
