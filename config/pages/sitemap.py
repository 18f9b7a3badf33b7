"""What search engines may read: robots.txt and the sitemap, of public pages alone."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.actor import NOBODY
from institutions.models import Guide, GuideKind, Partner
from placements.models import Career, Slot

MOST = 10_000  # of one noun; a file may have fifty thousand addresses
KEPT_FOR = 3600  # seconds
STANDING = ("public_home", "internship_list", "partner_list", "career_list", "guide_list", "enquiry_ask", "verify")


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """What is public may be read; what asks to sign in need not be tried."""
    return render(request, "pages/robots.txt", {"site": settings.SITE_URL}, content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def sitemap(_request: HttpRequest) -> HttpResponse:
    """Every public page with the day of its last change. Kept for an hour: it reads whole tables."""
    content = cache.get_or_set("sitemap", _draw, KEPT_FOR)
    return HttpResponse(content, content_type="application/xml; charset=utf-8")


def _draw() -> str:
    return render_to_string("pages/sitemap.xml", {"pages": list(_pages())})


def _pages() -> Iterator[tuple[str, str]]:
    """(address, day of its last change or nothing) of every page that strangers may read. Four queries."""
    yield from ((settings.SITE_URL + reverse(name), "") for name in STANDING)
    slots = Slot.objects.visible_to(NOBODY).open_on(clock.now()).order_by("-published_at", "-pk")
    yield from _addresses("internship_detail", slots, "pk", "updated_at")
    yield from _addresses("partner_detail", Partner.objects.visible_to(NOBODY).order_by("name"), "slug", "updated_at")
    guides = Guide.objects.visible_to(NOBODY).in_order().filter(kind=GuideKind.GUIDE)
    yield from _addresses("guide_detail", guides, "slug", "updated_at")
    yield from _addresses("career_detail", Career.objects.visible_to(NOBODY).in_order(), "slug")


def _addresses(route: str, rows: QuerySet[Any], key: str, *changed: str) -> Iterator[tuple[str, str]]:
    for value, *moments in rows.values_list(key, *changed)[:MOST]:
        day = clock.day_of(moments[0]).isoformat() if moments else ""
        yield settings.SITE_URL + reverse(route, args=[value]), day
