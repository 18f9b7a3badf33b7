"""What became of a former intern: one tap, signed in or by the mailed link; then a little more for who likes to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from accounts.by_link import Found, LinkDoor
from accounts.models import AccessLink, Purpose
from core import clock
from core.actor import Actor, Via
from core.views import act_page, posted
from placements.forms.destinations import DescribeForm, TapForm
from placements.models import Became, Placement
from placements.policies.destinations import may_say, month_asked
from placements.services import destinations as services
from placements.views.find import find_placement


def _find(link: AccessLink) -> Found | None:
    placement = Placement.objects.by_link(link.subject_id, link.user_id).for_list().first()
    if placement is None:
        return None
    actor = Actor(via=Via.LINK, user_id=link.user_id, name=link.user.name, link_id=link.pk)
    verdict = may_say(actor, placement, placement.today(clock.now()))
    return Found(placement, actor, placement.institute.zone, verdict)


by_link = LinkDoor(Purpose.DESTINATION, find=_find, dead="accounts/link_dead.html")


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def destination_by_link(request: HttpRequest, placement: Placement, _token: str) -> HttpResponse:
    """The question, for who comes by mail."""
    return _answer(request, placement, "placements/destination_by_link.html")


@require_http_methods(["GET", "POST"])
def placement_destination(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, signed in."""
    placement = find_placement(request, pk)
    if not (verdict := may_say(request.actor, placement, placement.today(clock.now()))):
        return act_page(request, verdict, {"title": _("Where are you now?"), "back": placement})
    return _answer(request, placement, "placements/placement_destination.html")


def _answer(request: HttpRequest, placement: Placement, template: str) -> HttpResponse:
    month = month_asked(placement, placement.today(clock.now()))
    answer = placement.destinations.filter(month=month).first()
    data = posted(request)
    tap = TapForm(data if data and "became" in data else None)
    more = DescribeForm(data if data and "became" not in data else None, destination=answer)
    if tap.is_valid() and attempt(request, services.say_destination, tap, placement_id=placement.pk):
        return redirect(request.path)
    if more.is_valid() and attempt(request, services.describe_destination, more, placement_id=placement.pk):
        messages.success(request, _("Kept. Thank you, and all the best."))
        return redirect(request.path)
    context = {"placement": placement, "month": month, "answer": answer, "tap": tap, "form": more}
    return render(request, template, {**context, "choices": Became.choices})
