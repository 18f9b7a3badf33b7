"""Announcements: written to a filtered list of students, read by them, counted by the office."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.paging import page_of
from core.views import act_page
from placements.filters.standing import StandingFilter
from placements.forms.announcements import AnnouncementForm
from placements.models import Announcement, AnnouncementReader, with_stage
from placements.policies import announcements as policies
from placements.services import announcements as services
from students.models import Student

PAGE = 25
READERS = 100


@require_safe
def announcement_list(request: HttpRequest) -> HttpResponse:
    """The office's, the newest first, with how many have read each; a student's own."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Announcements")})
    mine = Announcement.objects.visible_to(request.actor).select_related("by").with_counts().order_by("-pk")
    page = page_of(request, mine, PAGE)
    context = {"page": page, "may_announce": policies.may_announce(request.actor)}
    return render(request, "placements/announcement_list.html", context)


@require_http_methods(["GET", "POST"])
def announcement_add(request: HttpRequest) -> HttpResponse:
    """Write to everybody in the list that the filters in the address make."""
    verdict = policies.may_announce(request.actor)
    title: dict[str, Any] = {"title": _("Announce"), "back_url": "../"}
    if not verdict:
        return act_page(request, verdict, title)
    found = StandingFilter(request.GET, with_stage(Student.objects.visible_to(request.actor)), request=request)
    form = AnnouncementForm(request.POST or None)
    said = {"students": found.qs, "to": found.in_words}
    if form.is_valid() and (sent := attempt(request, services.announce, form, **said)):
        return redirect(sent.thing)
    count = found.qs.count()
    says = ngettext("It goes to %(n)d student: %(to)s.", "It goes to %(n)d students: %(to)s.", count)
    context = {**title, "form": form, "button": _("Send it"), "says": says % {"n": count, "to": found.in_words}}
    return act_page(request, verdict, context)


@require_safe
def announcement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One announcement; the office sees who has read it, those who have not first."""
    mine = Announcement.objects.visible_to(request.actor).select_related("by").with_counts()
    announcement = get_object_or_404(mine, pk=pk)
    services.note_read(announcement=announcement, by=request.actor, now=clock.now())
    readers = AnnouncementReader.objects.visible_to(request.actor).filter(announcement=announcement)
    ordered = readers.select_related("student__user").order_by(
        F("read_at").asc(nulls_first=True), "student__user__name"
    )
    page = page_of(request, ordered, READERS)
    context = {"announcement": announcement, "page": page, "may_announce": policies.may_announce(request.actor)}
    return render(request, "placements/announcement_detail.html", context)
