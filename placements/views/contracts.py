"""The learning contract of a placement: proposed, agreed, sent back, read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import Service, attempt
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page
from placements.forms.learning import AgreeForm, ContractForm, SendBackForm
from placements.models import Aim, LearningContract, Placement
from placements.policies import learning as policies
from placements.policies.training import levels
from placements.services import contracts as services
from placements.views.find import find_placement


@require_safe
def contract_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is aimed for in each objective, and where the contract stands."""
    placement = find_placement(request, pk)
    contract = contract_of(request, placement)
    actor = request.actor
    context = {
        "placement": placement,
        "contract": contract,
        "aims": aims_of(contract),
        "may_propose": policies.may_propose_contract(actor, placement, contract),
        "may_agree": policies.may_agree_contract(actor, placement, contract) if contract else None,
        "may_return": policies.may_return_contract(actor, placement, contract) if contract else None,
    }
    return render(request, "placements/contract_detail.html", context)


@require_http_methods(["GET", "POST"])
def contract_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a level for each objective, and say how to get there."""
    placement = find_placement(request, pk)
    contract = contract_of(request, placement)
    form = ContractForm(
        request.POST or None,
        objectives=list(placement.slot.objectives.select_related("competency")),
        points=list(levels()),
        aims={aim.objective_id: aim for aim in aims_of(contract)},
    )
    verdict = policies.may_propose_contract(request.actor, placement, contract)
    if verdict and form.is_valid() and attempt(request, services.propose_contract, form, placement_id=pk):
        return redirect("contract_detail", pk)
    context = {"title": _("What I want to learn"), "placement": placement, "contract": contract, "form": form}
    context["back_url"] = reverse("contract_detail", args=[pk])
    return act_page(request, verdict, context, "placements/contract_form.html")


@require_http_methods(["GET", "POST"])
def contract_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to it."""
    act = {"title": _("Agree to this learning contract"), "button": _("Agree")}
    return _answer(request, pk, policies.may_agree_contract, services.agree_contract, AgreeForm, act)


@require_http_methods(["GET", "POST"])
def contract_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it back with a word."""
    act = {"title": _("Send the learning contract back"), "button": _("Send it back")}
    return _answer(request, pk, policies.may_return_contract, services.return_contract, SendBackForm, act)


def _answer(
    request: HttpRequest, pk: int, may: Any, service: Service, form_class: type[ActForm], act: dict[str, Any]
) -> HttpResponse:
    placement = find_placement(request, pk)
    contract = get_object_or_404(_mine(request, placement))
    form = form_class(request.POST or None, version=contract.stamp)
    verdict: Verdict = may(request.actor, placement, contract)
    if verdict and form.is_valid() and attempt(request, service, form, placement_id=pk):
        return redirect("contract_detail", pk)
    context = {**act, "placement": placement, "aims": aims_of(contract), "form": form}
    context["back_url"] = reverse("contract_detail", args=[pk])
    return act_page(request, verdict, context, "placements/contract_answer.html")


def contract_of(request: HttpRequest, placement: Placement) -> LearningContract | None:
    """The placement's, if there is one yet. One query."""
    return _mine(request, placement).first()  # type: ignore[no-any-return]


def aims_of(contract: LearningContract | None) -> list[Aim]:
    """In the order of the objectives. One query."""
    if contract is None:
        return []
    return list(contract.aims.select_related("objective", "level").order_by("objective__position"))


def _mine(request: HttpRequest, placement: Placement) -> Any:
    mine = LearningContract.objects.visible_to(request.actor).filter(placement=placement)  # type: ignore[attr-defined]
    return mine.select_related("answered_by")
