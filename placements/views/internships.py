"""The public face of slots: the search, and one internship."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import clock
from core.actor import Role
from core.limits import Limit, too_often, visitor
from core.paging import CappedPaginator
from placements.asked import asked_at
from placements.filters.internships import InternshipFilter
from placements.models import Application, Slot
from placements.policies.applications import may_apply

PAGE = 20
SIMILAR = 3
SEARCHES = Limit("searches by words", most=60, seconds=60)


def with_stage(slots: Iterable[Slot], now: datetime) -> list[Slot]:
    """Each with what its card says of today: `stage_now`, and `days_now` since the partner confirmed it."""
    rows = list(slots)
    for slot in rows:
        slot.stage_now, slot.days_now = slot.stage(now), slot.days_since_confirmed(now)  # type: ignore[attr-defined]
    return rows


def _searcher(request: HttpRequest) -> str:
    """The person; else the address, which a whole campus may share, but then few of them at once."""
    return f"user {request.actor.user_id}" if request.actor.is_signed_in else visitor(request)


@require_safe
@login_not_required
def internship_list(request: HttpRequest) -> HttpResponse:
    """What takes applications now, by words, track and city."""
    if request.GET.get("q") and not SEARCHES.spend(_searcher(request)):
        return too_often(request, SEARCHES)
    slots = Slot.objects.visible_to(request.actor).for_list().with_my_application(request.actor)
    found = InternshipFilter(request.GET, slots, request=request)
    page = CappedPaginator(found.qs, PAGE).get_page(request.GET.get("page"))
    with_stage(page, clock.now())
    return render(request, "placements/internship_list.html", {"filter": found, "page": page})


@require_safe
@login_not_required
def internship_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One internship: what is learnt, where, when, and whether the reader may apply."""
    rows = Slot.objects.visible_to(request.actor).with_objectives()
    slot = get_object_or_404(rows.select_related("partner", "department__site", "track", "supervisor__user"), pk=pk)
    now = clock.now()
    verdict = may_apply(request.actor, slot, now) if request.actor.acts_as(Role.STUDENT) else None
    context = {
        "slot": slot,
        "stage": slot.stage(now),
        "days": slot.days_since_confirmed(now),
        "objectives": slot.objectives.all(),
        "verdict": verdict,
        "application": _sent(request, slot) if verdict is not None and not verdict else None,
        "asked": asked_at(request.actor, slot),
        "similar": _similar(request, slot, now),
        "is_managed": request.actor.acts_as(Role.LEAD) and request.actor.partner_id == slot.partner_id,
    }
    return render(request, "placements/internship_detail.html", context)


def _sent(request: HttpRequest, slot: Slot) -> Application | None:
    """The student's own application, which may be why there is no second one."""
    return Application.objects.visible_to(request.actor).filter(slot=slot).first()


def _similar(request: HttpRequest, slot: Slot, now: datetime) -> list[Slot]:
    """A few others of the same track that take applications. One query."""
    if slot.track_id is None:
        return []
    others = (
        Slot.objects.visible_to(request.actor).open_on(now).for_list().filter(track=slot.track_id).exclude(pk=slot.pk)
    )
    return with_stage(others.order_by("apply_by", "pk")[:SIMILAR], now)
