"""The course of a placement: its timetable, who is where in a week, the question at mid-point, a rest that ends, the emergency contact."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.views import act_page
from placements.models import Block, weeks
from placements.policies import changes as policies
from placements.policies.placements import is_intern
from placements.services.changes import say_unchanged
from placements.services.emergencies import open_contact
from placements.services.suspensions import resume_placement, suspension_of
from placements.timetables import by_department, drawn, drawn_around, who_is_here
from placements.views.find import find_placement


@require_safe
def placement_timetable(request: HttpRequest, pk: int) -> HttpResponse:
    """Block by block, drawn and as a table, for the wall."""
    placement = find_placement(request, pk)
    today = placement.today(clock.now())
    mine = Block.objects.visible_to(request.actor).for_list().filter(placement=pk)
    blocks = list(mine.prefetch_related("objectives"))
    whole = Block(department=placement.department, starts_on=placement.starts_on, ends_on=placement.ends_on)
    ended = placement.has_ended(today)
    context = {
        "placement": placement,
        "blocks": [
            {"block": block, "is_on": block.is_on(today) and not ended, "is_over": block.is_over(today) or ended}
            for block in blocks
        ],
        "drawing": drawn(blocks or [whole], placement, today, rtl=get_language_bidi()),
        "may_ask": policies.may_ask(request.actor, placement),
    }
    return render(request, "placements/placement_timetable.html", context)


@require_safe
def week_list(request: HttpRequest) -> HttpResponse:
    """Who is with us in week 14: by department, with the days of each block."""
    if not (verdict := policies.may_see_week(request.actor)):
        return act_page(request, verdict, {"title": _("Who is with us")})
    monday = weeks.parsed(request.GET.get("week", ""), clock.today())
    today, rtl = clock.today(), get_language_bidi()
    groups = [
        {"department": department, "rows": rows, "drawing": drawn_around(rows, monday, today, rtl=rtl)}
        for department, rows in by_department(who_is_here(request.actor, monday))
    ]
    context = {
        "groups": groups,
        "monday": monday,
        "sunday": weeks.last_of(monday),
        "number": monday.isocalendar().week,
        "before": monday - weeks.WEEK,
        "after": monday + weeks.WEEK,
    }
    return render(request, "placements/week_list.html", context)


@require_http_methods(["GET", "POST"])
def placement_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Half way: the question whether anything has changed."""
    placement = find_placement(request, pk)
    verdict = policies.may_check(request.actor, placement)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, say_unchanged, form, placement_id=pk):
        return redirect(placement)
    context = {"title": _("Has anything changed?"), "form": form, "placement": placement, "back": placement}
    return act_page(request, verdict, context | {"button": _("Nothing has changed")}, "placements/placement_check.html")


@require_http_methods(["GET", "POST"])
def placement_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """A placement that rests goes on today."""
    placement = find_placement(request, pk)
    today = placement.today(clock.now())
    verdict = policies.may_resume(request.actor, placement, suspension_of(placement, today), today)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, resume_placement, form, placement_id=pk):
        return redirect(placement)
    says = _("From today on the student is expected again, and hours can be entered. Everybody is told.")
    context = {"title": _("The placement goes on"), "says": says, "form": form, "button": _("It goes on today")}
    return act_page(request, verdict, context | {"back": placement})


@require_http_methods(["GET", "POST"])
def placement_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to call for this student. Shown on POST, and every showing is kept. The student’s own stands in the profile."""
    placement = find_placement(request, pk)
    if is_intern(request.actor, placement):
        return redirect(f"{reverse('student_profile')}#id_emergency_name")
    verdict = policies.may_call_contact(request.actor, placement)
    form = ActForm(request.POST or None)
    context = {"title": _("Emergency contact"), "form": form, "placement": placement, "back": placement}
    if verdict and form.is_valid() and (opened := attempt(request, open_contact, form, placement_id=pk)):
        return render(request, "placements/placement_contact_shown.html", context | {"student": opened.thing})
    says = _("For when something has happened to the student. That you opened it is kept, with your name and the time.")
    return act_page(request, verdict, context | {"says": says, "button": _("Show whom to call")})
