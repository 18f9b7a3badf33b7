"""The first page of a visitor: what this is, a search, what is new."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.cache import cache
from django.db.models import Count, F, Sum, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core import clock
from core.actor import NOBODY
from placements.models import Slot
from placements.views.internships import with_cards

NEWEST = 3
COUNTED_FOR = 300  # seconds


class QuickSearchForm(forms.Form):
    """The two filters that most people begin with; names are those of the search page."""

    q = forms.CharField(
        label=_("Specialty, role or partner"), required=False, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    city = forms.ChoiceField(label=_("City"), required=False, widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, cities: Iterable[str]) -> None:
        super().__init__()
        self.fields["city"].choices = [("", _("Any city")), *((city, city) for city in cities)]  # type: ignore[attr-defined]


@require_safe
@login_not_required
def public_home(request: HttpRequest) -> HttpResponse:
    """Who is signed in has a home of their own."""
    if request.actor.is_signed_in:
        return redirect("home")
    now = clock.now()
    slots = Slot.objects.visible_to(request.actor).open_on(now).filter(held__lt=F("places"))
    newest = slots.for_list().order_by(F("published_at").desc(nulls_last=True), "-pk")[:NEWEST]
    counts = cache.get_or_set("public_counts", lambda: _counts(now), COUNTED_FOR) or {}
    context = {
        "form": QuickSearchForm(counts["names"]),
        "newest": with_cards(newest, now),
        "share": {
            "title": "Wardbridge",
            "line": _("Internships at hospitals, clinics, laboratories and health-information offices"),
            "url": settings.SITE_URL + "/",
            "picture": settings.SITE_URL + static("img/share.png"),
        },
        "counts": counts,
    }
    return render(request, "pages/public_home.html", context)


def _counts(now: datetime) -> dict[str, Any]:
    """Open places, the partners and cities that have them, and the names of those cities.

    One query over all that is public, hence kept for a while.
    """
    found = (
        Slot.objects.visible_to(NOBODY)
        .open_on(now)
        .aggregate(
            places=Sum(F("places") - F("held"), default=0),
            partners=Count("partner", distinct=True),
            names=ArrayAgg("city", distinct=True, default=Value([])),
        )
    )
    return {**found, "cities": len(found["names"])}
