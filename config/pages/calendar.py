"""A person's calendar: the page with its address, and the feed that calendar programmes read under it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.models import AccessLink, Purpose
from config.calendars import feed
from config.calendars.days import entries, interview_entry
from core import clock
from core.forms import ActForm
from core.limits import Limit, too_often, visitor
from core.verdict import YES
from core.views import act_page
from institutions.services import calendars as services
from placements.models import Interview
from placements.states import InterviewState

GUESSES = Limit("calendar-guesses", most=20, seconds=600)
READS = Limit("calendar-reads", most=60, seconds=600)
SHOWN = 8


@require_http_methods(["GET", "POST"])
def calendar_detail(request: HttpRequest) -> HttpResponse:
    """The address and what is in it; a POST makes the first address, or a new one in its place."""
    now = clock.now()
    form = ActForm(request.POST or None)
    if form.is_valid() and attempt(request, services.renew_calendar, form):
        return redirect("calendar_detail")
    coming = sorted((e for e in entries(request.actor, now) if e.day >= clock.day_of(now)), key=lambda e: e.day)
    context = {"link": services.calendar_link(request.actor, now), "coming": coming[:SHOWN], "form": form}
    return render(request, "pages/calendar_detail.html", context)


@require_http_methods(["GET", "POST"])
def calendar_stop(request: HttpRequest) -> HttpResponse:
    """Close the address."""
    form = ActForm(request.POST or None)
    if form.is_valid() and attempt(request, services.stop_calendar, form):
        return redirect("calendar_detail")
    says = _("Calendars that read your address get nothing any more. You can make another at any time.")
    context = {"title": _("Stop the calendar"), "says": says, "form": form, "back_url": "../", "danger": True}
    return act_page(request, YES, context)


@never_cache
@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar as text/calendar, to whoever has its address; one that was closed, or whose role ended, is not there."""
    link = AccessLink.objects.by_token(token, Purpose.CALENDAR).select_related("user").first()
    if link is None and not GUESSES.spend(visitor(request)):
        return too_often(request, GUESSES)
    now = clock.now()
    reader = services.reader_of(link) if link is not None and link.is_live(now) else None
    if reader is None:
        raise Http404
    if not READS.spend(str(link.pk)):
        return too_often(request, READS)
    with translation.override(link.user.language):
        body = feed.write(entries(reader, now), name=f"Wardbridge: {reader.label}", now=now)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


@require_safe
def interview_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """A booked interview as a file that any calendar takes."""
    booked = Interview.objects.visible_to(request.actor).for_list().filter(state=InterviewState.BOOKED)
    entry = interview_entry(get_object_or_404(booked, pk=pk), request.actor.user_id)
    body = feed.write([entry], name=entry.title, now=clock.now())
    headers = {"Content-Disposition": f'attachment; filename="interview-{pk}.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
