"""Pages of what belongs to a programme: its blocks, its competencies, its intakes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core.forms import ActForm
from core.views import act_page
from institutions.models import Intake
from placements.forms.programmes import (
    BlockForm,
    CopyIntakeForm,
    IntakeForm,
    ProgrammeCompetencyForm,
    block_initial,
    intake_initial,
)
from placements.models import ProgrammeBlock, ProgrammeCompetency
from placements.policies import programmes as policies
from placements.services import intakes as intake_services
from placements.services import programmes as services
from placements.views.programmes import find_programme

KEEP = _("Keep it so")


@require_http_methods(["GET", "POST"])
def programme_block_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more block."""
    programme = find_programme(request, pk)
    verdict = policies.may_keep(request.actor, programme)
    form = BlockForm(request.POST or None, initial={"position": programme.blocks.count() + 1})
    if verdict and form.is_valid() and attempt(request, services.add_block, form, programme_id=pk):
        return redirect("programme_detail", pk)
    context = {"title": _("Add a block"), "form": form, "button": _("Add it"), "back_url": "../../"}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def programme_block_edit(request: HttpRequest, pk: int, block_pk: int) -> HttpResponse:
    """Change a block, or its place in the order."""
    programme = find_programme(request, pk)
    block = get_object_or_404(ProgrammeBlock.objects.visible_to(request.actor), pk=block_pk, programme=programme)
    verdict = policies.may_keep(request.actor, programme)
    form = BlockForm(request.POST or None, initial=block_initial(block))
    if verdict and form.is_valid() and attempt(request, services.edit_block, form, programme_id=pk, block_id=block_pk):
        return redirect("programme_detail", pk)
    context = {"title": _("Edit the block"), "form": form, "button": KEEP, "back_url": "../../../"}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def programme_block_remove(request: HttpRequest, pk: int, block_pk: int) -> HttpResponse:
    """Take a block away."""
    programme = find_programme(request, pk)
    block = get_object_or_404(ProgrammeBlock.objects.visible_to(request.actor), pk=block_pk, programme=programme)
    verdict = policies.may_keep(request.actor, programme)
    form = ActForm(request.POST or None)
    if (
        verdict
        and form.is_valid()
        and attempt(request, services.remove_block, form, programme_id=pk, block_id=block_pk)
    ):
        return redirect("programme_detail", pk)
    says = _("“%(block)s” goes, with what is asked for in it and its days in every intake.") % {"block": block}
    context = {"title": _("Remove the block"), "says": says, "form": form, "button": _("Remove it"), "danger": True}
    return act_page(request, verdict, {**context, "back_url": "../../../"})


@require_http_methods(["GET", "POST"])
def programme_competency_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for one more competency."""
    programme = find_programme(request, pk)
    verdict = policies.may_keep(request.actor, programme)
    form = ProgrammeCompetencyForm(request.POST or None, programme=programme)
    if verdict and form.is_valid() and attempt(request, services.add_competency, form, programme_id=pk):
        return redirect("programme_detail", pk)
    context = {"title": _("Ask for a competency"), "form": form, "button": _("Add it"), "back_url": "../../"}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def programme_competency_remove(request: HttpRequest, pk: int, competency_pk: int) -> HttpResponse:
    """Ask for it no more."""
    programme = find_programme(request, pk)
    asked = ProgrammeCompetency.objects.visible_to(request.actor).select_related("competency")
    row = get_object_or_404(asked, pk=competency_pk, programme=programme)
    verdict = policies.may_keep(request.actor, programme)
    form = ActForm(request.POST or None)
    if (
        verdict
        and form.is_valid()
        and attempt(request, services.remove_competency, form, programme_id=pk, competency_id=competency_pk)
    ):
        return redirect("programme_detail", pk)
    context = {"title": _("Ask for it no more"), "says": row.competency.name, "form": form, "button": _("Remove it")}
    return act_page(request, verdict, {**context, "danger": True, "back_url": "../../../"})


@require_http_methods(["GET", "POST"])
def programme_intake_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new intake."""
    programme = find_programme(request, pk)
    verdict = policies.may_keep(request.actor, programme)
    form = IntakeForm(request.POST or None, programme=programme)
    if verdict and form.is_valid() and (made := attempt(request, intake_services.add_intake, form, programme_id=pk)):
        messages.success(request, _("“%(name)s” is here now.") % {"name": made.thing.name})
        return redirect("programme_detail", pk)
    context = {"title": _("Add an intake"), "form": form, "button": _("Add it"), "back_url": "../../"}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def programme_intake_edit(request: HttpRequest, pk: int, intake_pk: int) -> HttpResponse:
    """An intake's name and days."""
    intake = _find_intake(request, pk, intake_pk)
    verdict = policies.may_keep(request.actor, intake.programme)
    shown = {"initial": intake_initial(intake), "version": intake.stamp}
    form = IntakeForm(request.POST or None, programme=intake.programme, **shown)
    if verdict and form.is_valid() and attempt(request, intake_services.edit_intake, form, intake_id=intake_pk):
        return redirect("programme_detail", pk)
    context = {"title": _("Edit the intake"), "form": form, "button": KEEP, "back_url": "../../../"}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def programme_intake_remove(request: HttpRequest, pk: int, intake_pk: int) -> HttpResponse:
    """Take away what was entered by mistake."""
    intake = _find_intake(request, pk, intake_pk)
    verdict = policies.may_remove_intake(request.actor, intake)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, intake_services.remove_intake, form, intake_id=intake_pk):
        messages.success(request, _("“%(name)s” is gone.") % {"name": intake.name})
        return redirect("programme_detail", pk)
    says = _("“%(name)s” goes with its days. Nobody is in it.") % {"name": intake.name}
    context = {"title": _("Remove the intake"), "says": says, "form": form, "button": _("Remove it"), "danger": True}
    return act_page(request, verdict, {**context, "back_url": "../../../"})


@require_http_methods(["GET", "POST"])
def programme_intake_copy(request: HttpRequest, pk: int, intake_pk: int) -> HttpResponse:
    """The same a year later."""
    intake = _find_intake(request, pk, intake_pk)
    verdict = policies.may_keep(request.actor, intake.programme)
    form = CopyIntakeForm(request.POST or None, initial={"name": intake_services.name_next_year(intake.name)})
    if (
        verdict
        and form.is_valid()
        and (outcome := attempt(request, intake_services.copy_intake, form, intake_id=intake_pk))
    ):
        messages.success(request, _("“%(name)s” is made.") % {"name": outcome.thing.name})
        return redirect("programme_detail", pk)
    says = _("Every day of “%(name)s” moves by 52 weeks, so that weekdays stay. Students are not copied.")
    context = {"title": _("Copy the intake to next year"), "says": says % {"name": intake.name}, "form": form}
    return act_page(request, verdict, {**context, "button": _("Make the copy"), "back_url": "../../../"})


def _find_intake(request: HttpRequest, pk: int, intake_pk: int) -> Intake:
    programme = find_programme(request, pk)
    mine = Intake.objects.visible_to(request.actor).select_related("programme")
    return get_object_or_404(mine, pk=intake_pk, programme=programme)
