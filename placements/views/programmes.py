"""Programmes of an institute: the hours they ask for, by block if they have blocks, what must be learnt, and their intakes."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core.actor import Actor
from core.beside import beside
from core.views import act_page
from institutions.models import Intake, Programme
from placements.forms.programmes import HoursRulesForm, ProgrammeAddForm, ProgrammeEditForm, rules_initial
from placements.models import IntakeBlock, ProgrammeCompetency, with_sums
from placements.policies import programmes as policies
from placements.services import programmes as services


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """The institute's programmes by name."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Programmes")})
    programmes = with_sums(Programme.objects.visible_to(request.actor)).select_related("institute").order_by("name")
    context = {"programmes": programmes, "may_add": policies.may_add(request.actor)}
    context["may_bring"] = policies.may_bring(request.actor)
    return render(request, "placements/programme_list.html", context)


@require_safe
def programme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme, with its blocks, competencies and intakes."""
    programme = find_programme(request, pk)
    blocks = list(programme.blocks.select_related("track").order_by("position"))
    asked = ProgrammeCompetency.objects.visible_to(request.actor).filter(programme=programme)
    intakes = Intake.objects.visible_to(request.actor).filter(programme=programme)
    context = {
        "programme": programme,
        "blocks": blocks,
        "hours_add_up": policies.hours_add_up(programme, blocks),
        "competencies": asked.select_related("competency", "block", "level").order_by(
            "block__position", "competency__framework", "competency__position", "pk"
        ),
        "intakes": intakes.annotate(students_count=Count("students"), days=_days(request.actor)).order_by(
            "-starts_on", "pk"
        ),
        "may_keep": policies.may_keep(request.actor, programme),
    }
    return render(request, "placements/programme_detail.html", context)


@require_http_methods(["GET", "POST"])
def programme_add(request: HttpRequest) -> HttpResponse:
    """A new programme."""
    verdict = policies.may_add(request.actor)
    form = ProgrammeAddForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, services.add_programme, form)):
        messages.success(request, _("“%(name)s” is here now.") % {"name": outcome.thing.name})
        return redirect("programme_detail", outcome.thing.pk)
    context = {"title": _("New programme"), "form": form, "button": _("Add it"), "back_url": "../"}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its name, the hours it asks for in all, whether it has mentors."""
    programme = find_programme(request, pk)
    verdict = policies.may_keep(request.actor, programme)
    initial = {name: getattr(programme, name) for name in ("name", "required_hours", "mentors")}
    form = ProgrammeEditForm(request.POST or None, initial=initial, version=programme.stamp)
    if verdict and form.is_valid() and attempt(request, services.edit_programme, form, programme_id=pk):
        return redirect("programme_detail", pk)
    context = {"title": _("Edit the programme"), "form": form, "button": _("Keep it so"), "back_url": "../"}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def programme_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """How its hours are counted."""
    programme = find_programme(request, pk)
    verdict = policies.may_keep(request.actor, programme)
    form = HoursRulesForm(request.POST or None, initial=rules_initial(programme), version=programme.stamp)
    if verdict and form.is_valid() and attempt(request, services.set_hours_rules, form, programme_id=pk):
        return redirect("programme_detail", pk)
    says = _("For shifts that are entered from now on. What stands already stays as it was counted.")
    context = {
        "title": _("How hours are counted"),
        "says": says,
        "form": form,
        "button": _("Keep it so"),
        "back_url": "../",
    }
    return act_page(request, verdict, context)


def _days(actor: Actor) -> Any:
    """Of an intake, its days in each block with the block's name."""
    rows = IntakeBlock.objects.visible_to(actor).filter(intake=OuterRef("pk")).order_by("starts_on", "pk")
    return beside(rows, "starts_on", "ends_on", named="block__name")


def find_programme(request: HttpRequest, pk: int) -> Programme:
    """The programme, if the actor's office keeps it; else 404. One query."""
    mine = Programme.objects.visible_to(request.actor)
    return get_object_or_404(mine if policies.may_see(request.actor) else mine.none(), pk=pk)
