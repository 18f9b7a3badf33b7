"""A student's reflections: private, or shared with supervisor and placement office."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict
from core.views import act_page
from placements.forms.learning import ReflectionForm
from placements.models import Mentorship, Placement, Reflection
from placements.policies import learning as policies
from placements.services import own_words as services
from placements.views.find import find_placement

PAGE = 20


@require_safe
def reflection_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest first: the student's own, or those that are shared with the reader."""
    placement = find_placement(request, pk)
    if not (verdict := policies.may_read_shared(request.actor, placement)):
        return act_page(request, verdict, {"title": _("Reflections"), "back": placement})
    mine = Reflection.objects.visible_to(request.actor).filter(placement=placement)
    page = page_of(request, mine.order_by("-created_at", "-pk"), PAGE)
    may_write = policies.may_write_own(request.actor, placement)
    return render(
        request, "placements/reflection_list.html", {"placement": placement, "page": page, "may_write": may_write}
    )


@require_http_methods(["GET", "POST"])
def reflection_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one."""
    placement = find_placement(request, pk)
    form = ReflectionForm(request.POST or None, mentors=_mentors(request, placement))
    verdict = policies.may_write_own(request.actor, placement)
    if verdict and form.is_valid() and attempt(request, services.write_reflection, form, placement_id=pk):
        return redirect("reflection_list", pk)
    return _page(request, verdict, placement, {"title": _("A reflection"), "form": form, "button": _("Keep it")})


@require_http_methods(["GET", "POST"])
def reflection_edit(request: HttpRequest, pk: int, reflection_pk: int) -> HttpResponse:
    """Word it anew, share it, or make it private again."""
    placement, reflection = _find(request, pk, reflection_pk)
    said = {"text": reflection.text, "share": reflection.is_shared, "with_mentor": reflection.is_for_mentor}
    form = ReflectionForm(
        request.POST or None, initial=said, mentors=_mentors(request, placement), version=reflection.stamp
    )
    verdict = policies.may_write_own(request.actor, placement)
    if verdict and form.is_valid() and attempt(request, services.change_reflection, form, reflection_id=reflection_pk):
        return redirect("reflection_list", pk)
    return _page(request, verdict, placement, {"title": _("A reflection"), "form": form, "button": _("Keep it so")})


@require_http_methods(["GET", "POST"])
def reflection_remove(request: HttpRequest, pk: int, reflection_pk: int) -> HttpResponse:
    """Delete it."""
    placement, _reflection = _find(request, pk, reflection_pk)
    form = ActForm(request.POST or None)
    verdict = policies.may_write_own(request.actor, placement)
    if verdict and form.is_valid() and attempt(request, services.remove_reflection, form, reflection_id=reflection_pk):
        return redirect("reflection_list", pk)
    says = _("It is gone for good, for you and for whoever you shared it with.")
    act = {"title": _("Delete this reflection"), "says": says, "button": _("Delete it"), "danger": True}
    return _page(request, verdict, placement, {**act, "form": form})


def _find(request: HttpRequest, pk: int, reflection_pk: int) -> tuple[Placement, Reflection]:
    placement = find_placement(request, pk)
    mine = Reflection.objects.visible_to(request.actor).filter(placement=placement)  # type: ignore[attr-defined]
    return placement, get_object_or_404(mine, pk=reflection_pk)


def _mentors(request: HttpRequest, placement: Placement) -> list[str]:
    """The names of who mentors the student now. One query."""
    running = Mentorship.objects.visible_to(request.actor).running(clock.today())  # type: ignore[attr-defined]
    return list(running.filter(student=placement.student_id).values_list("mentor__user__name", flat=True))


def _page(request: HttpRequest, verdict: Verdict, placement: Placement, context: dict[str, Any]) -> HttpResponse:
    return act_page(request, verdict, {**context, "back_url": reverse("reflection_list", args=[placement.pk])})
