"""Careers for everybody: role, skills, internships."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import clock
from core.sharing import shared
from placements.careers import paths_of, skills_of, slots_for
from placements.models import Career, Slot
from placements.views.internships import with_cards


@require_safe
@login_not_required
def career_list(request: HttpRequest) -> HttpResponse:
    """Roles by track, each with how many internships lead there now. Two queries."""
    careers = list(Career.objects.visible_to(request.actor).in_order())
    slots = Slot.objects.visible_to(request.actor).open_on(clock.now())
    share = shared(
        _("Careers"),
        _("What you could become, what it takes, and which internships lead there."),
        reverse("career_list"),
    )
    return render(request, "placements/career_list.html", {"paths": paths_of(careers, slots), "share": share})


@require_safe
@login_not_required
def career_detail(request: HttpRequest, career_slug: str) -> HttpResponse:
    """One role: an ordinary day, the way in, its skills, and what is open now."""
    career = get_object_or_404(Career.objects.visible_to(request.actor).in_order(), slug=career_slug)
    now = clock.now()
    slots = Slot.objects.visible_to(request.actor).open_on(now)
    found = slots_for(career, slots.with_my_application(request.actor))
    context = {"career": career, "skills": skills_of(career, slots), "slots": with_cards(found, now)}
    context["share"] = shared(career.title, career.summary, career.get_absolute_url())
    return render(request, "placements/career_detail.html", context)
