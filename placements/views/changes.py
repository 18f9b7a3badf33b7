"""Changes in a placement’s course: asked for, and answered by everybody whom they touch."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.views import act_page
from placements.forms.changes import ChangeForm, DeclineForm
from placements.models import Block, ChangeKind, Placement, PlacementChange, Side
from placements.policies import changes as policies
from placements.services import changes as services
from placements.states_course import CARRY_OUT
from placements.views.find import find_placement

PAGE = 25
# What each kind does, in a line under its name.
DOES = {
    ChangeKind.MOVE: _("Other days or another department for one block."),
    ChangeKind.ORDER: _("Two blocks ahead exchange departments; the days stay."),
    ChangeKind.SWAP: _("Two students of this slot take over each other’s coming blocks."),
    ChangeKind.DATES: _("It ends on a day ahead, earlier or later than planned, and is completed then as any other."),
    ChangeKind.SUPERVISOR: _("Somebody else guides the student, here or in one block."),
    ChangeKind.SUSPEND: _("Nobody is expected for some days: illness, an exam, an inquiry."),
    ChangeKind.END: _(
        "The student has left already, or leaves today: no certificate. For a day ahead, ask for another last day."
    ),
}


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    """Changes of the actor's placements: those that wait first, the latest before the earlier."""
    rows = PlacementChange.objects.visible_to(request.actor).for_page()
    waiting = rows.waiting().order_by("-pk")[:PAGE]
    page = page_of(request, rows.exclude(pk__in=rows.waiting().values("pk")).order_by("-pk"), PAGE)
    return render(request, "placements/change_list.html", {"waiting": waiting, "page": page})


@require_http_methods(["GET", "POST"])
def change_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what is to change; then say how and why."""
    placement = find_placement(request, pk)
    kind = request.GET.get("kind", "")
    kind = kind if kind in ChangeKind.values else ""
    verdict = policies.may_ask(request.actor, placement, kind)
    context: dict[str, Any] = {"title": _("Ask for a change"), "placement": placement, "back": placement}
    if not verdict or not kind:
        context["kinds"] = [(one, DOES[one]) for one in _kinds(request, placement)]
        return act_page(request, verdict, context, "placements/change_kinds.html")
    form = ChangeForm(request.POST or None, kind=kind, placement=placement, today=placement.today(clock.now()))
    if form.is_valid() and (made := attempt(request, services.ask_change, form, placement_id=pk, kind=kind)):
        return redirect(made.thing)
    needed = policies.words_needed(kind, policies.side_of(request.actor, placement))
    context |= {"title": ChangeKind(kind).label, "form": form, "needed": [Side(side).label for side in sorted(needed)]}
    waiting = PlacementChange.objects.visible_to(request.actor).waiting().filter(placement=placement)
    context["waiting"] = waiting.first() if form.errors else None
    context |= {"does": DOES[ChangeKind(kind)], "back_url": reverse("change_add", args=[pk])}
    return act_page(request, verdict, context, "placements/change_add.html")


@require_safe
def change_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, who has agreed, who is still to."""
    change = _find(request, pk)
    context = {
        "change": change,
        "may_answer": policies.may_answer(request.actor, change),
        "may_withdraw": policies.may_withdraw(request.actor, change),
        "history": change.transitions.select_related("by").order_by("at", "pk"),
        "is_over": not CARRY_OUT.allowed_from(change.state),
    }
    return render(request, "placements/change_detail.html", context)


@require_http_methods(["GET", "POST"])
def change_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes; the last yes carries it out."""
    says = _("When everybody whom it touches has agreed, it is done, and all are told.")
    context = {"title": _("Agree to this change"), "says": says, "button": _("I agree")}
    return _answer(request, pk, policies.may_answer, services.agree_change, ActForm(request.POST or None), context)


@require_http_methods(["GET", "POST"])
def change_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, and why."""
    says = _("Everything stays as it was. Whoever asked, and everybody who was asked, reads your reason.")
    context = {"title": _("Decline this change"), "says": says, "button": _("Decline it"), "danger": True}
    return _answer(
        request, pk, policies.may_answer, services.decline_change, DeclineForm(request.POST or None), context
    )


@require_http_methods(["GET", "POST"])
def change_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    says = _("Nobody need answer any more. Everything stays as it is.")
    context = {"title": _("Take this change back"), "says": says, "button": _("Take it back")}
    return _answer(request, pk, policies.may_withdraw, services.withdraw_change, ActForm(request.POST or None), context)


def _kinds(request: HttpRequest, placement: Placement) -> list[ChangeKind]:
    """What may be asked for now; what is about blocks only where there are some. One query."""
    has_blocks = Block.objects.visible_to(request.actor).filter(placement=placement).exists()
    kinds = [kind for kind in ChangeKind if policies.may_ask(request.actor, placement, kind)]
    return [kind for kind in kinds if has_blocks or kind not in policies.OF_BLOCKS]


def _answer(
    request: HttpRequest, pk: int, policy: Any, service: Any, form: ActForm, context: dict[str, Any]
) -> HttpResponse:
    change = _find(request, pk)
    verdict = policy(request.actor, change)
    if verdict and form.is_valid() and attempt(request, service, form, change_id=pk):
        return redirect(change)
    context |= {"form": form, "change": change, "back": change}
    return act_page(request, verdict, context, "placements/change_answer.html")


def _find(request: HttpRequest, pk: int) -> PlacementChange:
    """The change with all it says. Two queries."""
    return get_object_or_404(PlacementChange.objects.visible_to(request.actor).for_page(), pk=pk)
