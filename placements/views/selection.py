"""How a slot chooses: one page that says it, and small acts that change it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page, posted
from placements.forms.selection import CriterionForm, GroupForm, ReviewerForm, SelectionForm, criterion_initial
from placements.models import QuotaGroup, Reviewer, Selection, SelectionCriterion, Slot
from placements.policies import selection as policies
from placements.services import selection as services
from placements.views.slots_acts import find_slot


@require_safe
def slot_selection(request: HttpRequest, pk: int) -> HttpResponse:
    """Criteria, reviewers, groups and switches, and the way to the order of merit."""
    slot = find_slot(request, pk)
    if not (verdict := policies.may_choose(request.actor, slot)):
        return act_page(request, verdict, {"title": _("How applicants are chosen"), "back_url": "../"})
    selection = policies.selection_of(slot)
    context = {"slot": slot, "selection": selection, "may_change": policies.may_change_rules(request.actor, slot)}
    if selection is not None:
        context |= {
            "criteria": list(selection.criteria.all()),
            "reviewers": _reviewers(request, slot, selection),
            "groups": selection.groups.prefetch_related("institutes"),
        }
    return render(request, "placements/slot_selection.html", context)


def _reviewers(request: HttpRequest, slot: Slot, selection: Selection) -> list[dict[str, Any]]:
    """Each with the applicants for whom they write as a referee, and whom they do not score therefore. Two queries."""
    rows = selection.reviewers.select_related("membership__user").order_by("membership__user__name", "pk")
    spoken = policies.spoken_for(request.actor, slot)
    return [{"reviewer": row, "speaks_for": spoken.get(row.membership.user_id, [])} for row in rows]


@require_http_methods(["GET", "POST"])
def slot_selection_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch what the slot uses."""
    slot = find_slot(request, pk)
    form = SelectionForm(posted(request), selection=policies.selection_of(slot))
    context = {"title": _("How applicants are chosen"), "button": _("Keep it so")}
    verdict = policies.may_choose(request.actor, slot)
    return _change(request, slot, verdict, form, services.set_up_selection, context)


@require_http_methods(["GET", "POST"])
def slot_criterion_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more thing to judge by."""
    slot = find_slot(request, pk)
    context = {"title": _("Add a criterion"), "button": _("Add it")}
    verdict = policies.may_change_rules(request.actor, slot)
    return _change(request, slot, verdict, CriterionForm(posted(request)), services.add_criterion, context)


@require_http_methods(["GET", "POST"])
def slot_criterion_edit(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    """Word or weigh it anew."""
    slot, criterion = _part(request, pk, SelectionCriterion, criterion_pk)
    form = CriterionForm(posted(request), initial=criterion_initial(criterion))
    context = {"title": _("Edit the criterion"), "button": _("Keep it so")}
    verdict = policies.may_change_rules(request.actor, slot)
    return _change(request, slot, verdict, form, services.edit_criterion, context, criterion_id=criterion_pk)


@require_http_methods(["GET", "POST"])
def slot_criterion_remove(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    """Take it off the list."""
    slot, criterion = _part(request, pk, SelectionCriterion, criterion_pk)
    context = {"title": _("Remove the criterion"), "says": criterion.text, "button": _("Remove it"), "danger": True}
    verdict = policies.may_change_rules(request.actor, slot)
    form = ActForm(posted(request))
    return _change(request, slot, verdict, form, services.remove_criterion, context, criterion_id=criterion_pk)


@require_http_methods(["GET", "POST"])
def slot_reviewer_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody who scores beside the leads."""
    slot = find_slot(request, pk)
    form = ReviewerForm(posted(request), actor=request.actor)
    context = {"title": _("Name a reviewer"), "button": _("Name them")}
    context["says"] = _("They read each application, without other slots’, and score it. They are told at once.")
    verdict = policies.may_choose(request.actor, slot)
    return _change(request, slot, verdict, form, services.name_reviewer, context)


@require_http_methods(["GET", "POST"])
def slot_reviewer_remove(request: HttpRequest, pk: int, reviewer_pk: int) -> HttpResponse:
    """Let somebody score no more."""
    slot, _reviewer = _part(request, pk, Reviewer, reviewer_pk)
    context = {"title": _("Take the reviewer off"), "button": _("Take them off"), "danger": True}
    context["says"] = _("They open its applications no more. The scores that they have given stay.")
    verdict = policies.may_choose(request.actor, slot)
    form = ActForm(posted(request))
    return _change(request, slot, verdict, form, services.dismiss_reviewer, context, reviewer_id=reviewer_pk)


@require_http_methods(["GET", "POST"])
def slot_group_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Share some places out to a group."""
    slot = find_slot(request, pk)
    form = GroupForm(posted(request), actor=request.actor)
    context = {"title": _("Add a quota group"), "button": _("Add it")}
    context["says"] = _(
        "Groups are filled by merit in their order. What one leaves over goes to the groups that take leftovers, in their turn."
    )
    verdict = policies.may_change_rules(request.actor, slot)
    return _change(request, slot, verdict, form, services.add_group, context)


@require_http_methods(["GET", "POST"])
def slot_group_remove(request: HttpRequest, pk: int, group_pk: int) -> HttpResponse:
    """Take a group away."""
    slot, group = _part(request, pk, QuotaGroup, group_pk)
    context = {"title": _("Remove the group"), "says": group.name, "button": _("Remove it"), "danger": True}
    verdict = policies.may_change_rules(request.actor, slot)
    form = ActForm(posted(request))
    return _change(request, slot, verdict, form, services.remove_group, context, group_id=group_pk)


def _part(request: HttpRequest, pk: int, model: Any, part_pk: int) -> tuple[Slot, Any]:
    slot = find_slot(request, pk)
    return slot, get_object_or_404(model.objects.visible_to(request.actor), pk=part_pk, selection__slot=pk)


def _change(
    request: HttpRequest, slot: Slot, verdict: Verdict, form: ActForm, service: Any, context: dict[str, Any], **ids: int
) -> HttpResponse:
    """One small act: the page that says it, then back to how the slot chooses."""
    if verdict and form.is_valid() and attempt(request, service, form, slot_id=slot.pk, **ids):
        return redirect("slot_selection", slot.pk)
    return act_page(request, verdict, {**context, "form": form, "back_url": f"/slots/{slot.pk}/selection/"})
