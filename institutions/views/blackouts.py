"""Pages of blackout dates: the list with a form for more, and taking some off."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.views import act_page
from institutions.forms.blackouts import BlackoutForm
from institutions.models import Blackout
from institutions.policies import blackouts as policies
from institutions.services import blackouts as services


@require_http_methods(["GET", "POST"])
def blackout_list(request: HttpRequest) -> HttpResponse:
    """What is ahead, one's own and others', and a form to add some."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Blackout dates")})
    form = BlackoutForm(request.POST or None, actor=request.actor)
    if form.is_valid() and attempt(request, services.write_blackout, form):
        return redirect("blackout_list")
    rows = list(
        Blackout.objects.visible_to(request.actor)
        .for_list()
        .filter(ends_on__gte=clock.today())
        .order_by("starts_on", "pk")
    )
    for row in rows:
        row.may_remove = policies.may_remove(request.actor, row)
    return render(request, "institutions/blackout_list.html", {"rows": rows, "form": form})


@require_http_methods(["GET", "POST"])
def blackout_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the days off."""
    blackout = get_object_or_404(Blackout.objects.visible_to(request.actor).for_list(), pk=pk)
    verdict = policies.may_remove(request.actor, blackout)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.remove_blackout, form, blackout_id=pk):
        return redirect("blackout_list")
    context = {"title": _("Remove the blackout dates"), "says": str(blackout), "form": form, "button": _("Remove them")}
    return act_page(request, verdict, {**context, "danger": True, "back_url": "../../"})
