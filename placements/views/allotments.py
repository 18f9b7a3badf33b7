"""Places that partners keep for an institute, as its coordinators see them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.views import act_page
from placements.forms.slots import GiveBackForm
from placements.models import Allotment
from placements.policies import slots as policies
from placements.services import slots_allotments as services


@require_safe
def allotment_list(request: HttpRequest) -> HttpResponse:
    """What is kept for us, the soonest to return first."""
    if not (verdict := policies.may_see_kept(request.actor)):
        return act_page(request, verdict, {"title": _("Places kept for us")})
    kept = Allotment.objects.visible_to(request.actor).filter(slot__ends_on__gte=clock.today())
    rows = kept.select_related("slot__partner", "slot__department").order_by("returns_on", "slot__starts_on", "pk")
    return render(request, "placements/allotment_list.html", {"rows": list(rows)})


@require_http_methods(["GET", "POST"])
def allotment_give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Open unused places to others before their day."""
    rows = Allotment.objects.visible_to(request.actor).select_related("slot__partner", "institute")
    allotment = get_object_or_404(rows, pk=pk)
    verdict = policies.may_give_back(request.actor, allotment)
    form = GiveBackForm(request.POST or None, initial={"places": allotment.unused})
    if verdict and form.is_valid() and attempt(request, services.give_back_places, form, allotment_id=pk):
        return redirect("allotment_list")
    says = _("They are open to every institute at once, and %(partner)s is told. Who holds a place keeps it.")
    context = {"title": _("Give places back"), "says": says % {"partner": allotment.slot.partner}, "form": form}
    return act_page(request, verdict, {**context, "button": _("Give them back"), "back_url": "../../"})
