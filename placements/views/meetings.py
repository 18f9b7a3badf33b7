"""Mentor meetings of a placement: what was agreed with somebody who guides and never grades."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.views import act_page
from placements.forms.learning import MeetingForm
from placements.models import MentorMeeting, Mentorship
from placements.policies import learning as policies
from placements.services import own_words as services
from placements.views.find import find_placement

PAGE = 20


@require_safe
def meeting_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest first."""
    placement = find_placement(request, pk)
    if not (verdict := policies.may_read_meetings(request.actor, placement)):
        return act_page(request, verdict, {"title": _("Mentor meetings"), "back": placement})
    mine = MentorMeeting.objects.visible_to(request.actor).filter(placement=placement)
    page = page_of(request, mine.order_by("-day", "-pk"), PAGE)
    may_write = policies.may_write_own(request.actor, placement)
    given = Mentorship.objects.visible_to(request.actor).filter(student=placement.student_id).running(clock.today())
    context = {"placement": placement, "page": page, "may_write": may_write, "given": given.for_page()}
    return render(request, "placements/meeting_list.html", context)


@require_http_methods(["GET", "POST"])
def meeting_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one down."""
    placement = find_placement(request, pk)
    last = MentorMeeting.objects.visible_to(request.actor).filter(placement=placement).order_by("-day", "-pk").first()
    initial = {"day": placement.today(clock.now()), "mentor": last.mentor if last else ""}
    form = MeetingForm(request.POST or None, initial=initial)
    verdict = policies.may_write_own(request.actor, placement)
    if verdict and form.is_valid() and attempt(request, services.note_meeting, form, placement_id=pk):
        return redirect("meeting_list", pk)
    says = _("Your placement office reads it. Your supervisor does not.")
    context = {"title": _("A mentor meeting"), "says": says, "form": form, "button": _("Keep it")}
    return act_page(request, verdict, {**context, "back_url": reverse("meeting_list", args=[pk])})


@require_http_methods(["GET", "POST"])
def meeting_remove(request: HttpRequest, pk: int, meeting_pk: int) -> HttpResponse:
    """Delete it."""
    placement = find_placement(request, pk)
    get_object_or_404(MentorMeeting.objects.visible_to(request.actor).filter(placement=placement), pk=meeting_pk)
    form = ActForm(request.POST or None)
    verdict = policies.may_write_own(request.actor, placement)
    if verdict and form.is_valid() and attempt(request, services.remove_meeting, form, meeting_id=meeting_pk):
        return redirect("meeting_list", pk)
    says = _("It is gone for good. Write it down anew if something in it was wrong.")
    context = {"title": _("Delete this meeting"), "says": says, "form": form, "button": _("Delete it"), "danger": True}
    return act_page(request, verdict, {**context, "back_url": reverse("meeting_list", args=[pk])})
