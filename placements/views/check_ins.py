"""How a student is: said for themselves, and read by the placement office while they agree to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import Service, attempt
from core.forms import ActForm
from core.paging import page_of
from core.views import act_page
from placements.forms.learning import CheckInForm
from placements.models import CheckIn, CheckInConsent
from placements.models.own_words import HEAVY
from placements.policies import learning as policies
from placements.services import check_ins as services
from placements.views.find import find_placement

PAGE = 20


@require_safe
def check_in_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest first, and who may read them."""
    placement = find_placement(request, pk)
    if not (verdict := policies.may_read_check_ins(request.actor, placement)):
        return act_page(request, verdict, {"title": _("How I am"), "back": placement})
    mine = CheckIn.objects.visible_to(request.actor).filter(placement=placement)
    consents = CheckInConsent.objects.visible_to(request.actor).standing().filter(placement=placement)
    context = {
        "placement": placement,
        "page": page_of(request, mine.order_by("-at", "-pk"), PAGE),
        "consent": consents.first(),
        "may_write": policies.may_write_own(request.actor, placement),
    }
    latest = next(iter(context["page"]), None) if context["may_write"] else None
    context["is_heavy"] = latest is not None and latest.feeling in HEAVY
    return render(request, "placements/check_in_list.html", context)


@require_http_methods(["GET", "POST"])
def check_in_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap, and a sentence if they like."""
    says = _("Nobody is told. Only you read it, and your placement office if you let them.")
    act = {"title": _("How are you?"), "says": says, "button": _("Keep it")}
    return _act(request, pk, services.check_in, CheckInForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def check_in_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent."""
    says = _(
        "The coordinators of your institute may then read what you say from now on; what you said before stays yours. Your supervisor "
        "and the hospital never read it. You can take this back at any moment, and then nobody else reads any of it."
    )
    act = {"title": _("Let your placement office read along"), "says": says, "button": _("Let them read along")}
    return _act(request, pk, services.share_check_ins, ActForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def check_in_hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the consent."""
    says = _("From this moment nobody but you reads any of it.")
    act = {"title": _("Keep them to yourself again"), "says": says, "button": _("Keep them to myself")}
    return _act(request, pk, services.hide_check_ins, ActForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def check_in_remove(request: HttpRequest, pk: int, check_in_pk: int) -> HttpResponse:
    """Delete one."""
    placement = find_placement(request, pk)
    get_object_or_404(CheckIn.objects.visible_to(request.actor).filter(placement=placement), pk=check_in_pk)
    form = ActForm(request.POST or None)
    verdict = policies.may_write_own(request.actor, placement)
    if verdict and form.is_valid() and attempt(request, services.remove_check_in, form, check_in_id=check_in_pk):
        return redirect("check_in_list", pk)
    act = {"title": _("Delete this"), "says": _("It is gone for good."), "button": _("Delete it"), "danger": True}
    return act_page(request, verdict, {**act, "form": form, "back_url": reverse("check_in_list", args=[pk])})


def _act(request: HttpRequest, pk: int, service: Service, form: ActForm, act: dict[str, Any]) -> HttpResponse:
    placement = find_placement(request, pk)
    verdict = policies.may_write_own(request.actor, placement)  # type: ignore[attr-defined]
    if verdict and form.is_valid() and attempt(request, service, form, placement_id=pk):
        return redirect("check_in_list", pk)
    return act_page(request, verdict, {**act, "form": form, "back_url": reverse("check_in_list", args=[pk])})
