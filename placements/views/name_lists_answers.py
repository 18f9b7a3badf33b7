"""A partner's answer to a list of names, over its grid; and a student's word against where it led."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core import clock
from core.views import act_page
from placements.crowding import crowds
from placements.forms.name_lists import AnswerForm, ObjectionForm, slots_to_answer_with, supervisors_of
from placements.models import ListedName, NameList, Slot, grid, weeks
from placements.policies import name_lists as policies
from placements.services import name_lists_answers as services
from placements.views.find import find_placement
from placements.views.name_lists import clear_names, find_list


@require_http_methods(["GET", "POST"])
def name_list_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Every name with what is asked, over the weeks that it concerns; one button sends all answers."""
    name_list = find_list(request, pk)
    if not (verdict := policies.may_answer(request.actor, name_list)):
        return act_page(request, verdict, {"title": _("Answer the list"), "back": name_list})
    slots = slots_to_answer_with(request.actor)
    names = clear_names(request.actor, name_list)
    people = supervisors_of(request.actor)
    form = AnswerForm(request.POST or None, name_list=name_list, names=names, slots=slots, supervisors=people)
    acts = "look" not in request.POST and form.is_valid()
    if acts and attempt(request, services.answer_list, form, name_list_id=pk):
        waits = policies.stands(NameList.objects.visible_to(request.actor).get(pk=pk), policies.ANSWER_LIST)
        return redirect("name_list_answer" if waits else "name_list_detail", pk)
    context = {"name_list": name_list, "form": form, "rows": form.rows(), **_grid(request, name_list, slots)}
    return render(request, "placements/name_list_answer.html", context | _warnings(request, form, name_list))


def _warnings(request: HttpRequest, form: AnswerForm, name_list: NameList) -> dict[str, Any]:
    """What the answers that are chosen on the page would make: struck names and those for later come nowhere, swapped ones elsewhere."""
    going = form.accepted_into()
    here = sum(slot.pk == name_list.slot_id for slot in going)
    return {"room": policies.room_for_all(request.actor, name_list, here), "crowds": crowds(going)}


def _grid(request: HttpRequest, name_list: NameList, slots: list[Slot]) -> dict[str, Any]:
    """The weeks of the list's block, twelve at most, in the departments that a name may go to."""
    slot = name_list.slot
    monday = weeks.monday_of(slot.starts_on)
    count = min((slot.ends_on - monday).days // 7 + 1, grid.WEEKS)
    return {"grid": grid.grid(request.actor, monday, weeks=count, departments=[s.department for s in slots])}


@require_http_methods(["GET", "POST"])
def placement_object(request: HttpRequest, pk: int) -> HttpResponse:
    """The student says what stands against it."""
    placement = find_placement(request, pk)
    name = ListedName.objects.visible_to(request.actor).filter(application=placement.application_id).first()
    verdict = policies.may_object(request.actor, name, placement, placement.today(clock.now()))
    form = ObjectionForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.object_to_placement, form, placement_id=pk):
        return redirect(placement)
    says = _(
        "Your placement office and the partner read this at once. The place stays yours until one of them cancels it."
    )
    context = {"title": _("Object to this placement"), "says": says, "form": form, "button": _("Send the objection")}
    return act_page(request, verdict, {**context, "back": placement})
