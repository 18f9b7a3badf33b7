"""The public face of slots: the search, and one internship."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import clock
from core.limits import Limit, too_often, visitor
from core.paging import MOST
from placements.asked import asked_at
from placements.cards import card_of
from placements.fitting import goals_of, km_to
from placements.models import Slot
from placements.policies.applications import may_apply
from placements.policies.questions import may_ask
from placements.policies.slots import is_ours
from placements.search.address import PAGING
from placements.search.pages import look
from placements.search.panel import Panel
from placements.search.search import Search
from placements.slot_page import context_of, reader_of, similar_to, slots_for_page

SEARCHES = Limit("searches by words", most=60, seconds=60)


def with_cards(slots: Iterable[Slot], now: datetime) -> list[Slot]:
    """Each with the `card` that says where it stands today."""
    rows = list(slots)
    for slot in rows:
        slot.card = card_of(slot, now)  # type: ignore[attr-defined]
    return rows


def _searcher(request: HttpRequest) -> str:
    """The person; else the address, which a whole campus may share, but then few of them at once."""
    return f"user {request.actor.user_id}" if request.actor.is_signed_in else visitor(request)


@require_safe
@login_not_required
def internship_list(request: HttpRequest) -> HttpResponse:
    """What takes applications now, by words, place and whatever else one may choose."""
    if request.GET.get("q") and not SEARCHES.spend(_searcher(request)):
        return too_often(request, SEARCHES)
    now = clock.now()
    search, cut = Search(request.actor, request.GET, now=now), {name: request.GET.get(name, "") for name in PAGING}
    page, counted = look(search, **cut)
    with_cards(page, now)
    panel = Panel(search, request.GET, counted)
    around = {"next_url": panel.url(after=page.next), "previous_url": panel.url(before=page.previous)}
    context = {"search": search, "panel": panel, "page": page, "most": MOST, **around}
    return render(request, "placements/internship_list.html", context)


@require_safe
@login_not_required
def internship_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One internship: what is learnt, where, when, how it fits, what is asked, and whether the reader may apply."""
    actor, now, student = request.actor, clock.now(), reader_of(request.actor)
    slot = get_object_or_404(slots_for_page(actor, student), pk=pk)
    context = {
        "slot": slot,
        "stage": slot.stage(now),
        "days": slot.days_since_confirmed(now),
        "verdict": may_apply(actor, slot, now, student) if student else None,
        "may_ask": may_ask(actor, slot),
        "asked": asked_at(actor, slot, student),
        "km": km_to(slot, goals_of(student)),
        "goals": goals_of(student),
        "similar": with_cards(similar_to(slot, actor, student, now), now),
        "is_managed": is_ours(actor, slot),
        "is_student": student is not None,
        **context_of(slot, student, now),
    }
    return render(request, "placements/internship_detail.html", context)
