"""The placement office's desk: how far each intake is, who stands where, what is missing, and a student placed by hand."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.actor import Actor
from core.paging import page_of
from core.views import act_page
from placements.filters.standing import StandingFilter
from placements.forms.standing import NudgeForm, PlaceForm
from placements.models import STAGE_TONES, NameList, Slot, Stage, with_last_nudge, with_stage
from placements.policies import calls, nudges, placing
from placements.search.meaning import understand
from placements.services.nudges import nudge_students
from placements.services.placing import place_student
from placements.services.shortage import standing, whom_to_ask
from students.models import Student

PAGE = 50
OFFERED = 40  # slots; words in the address find the others


@require_safe
def pipeline_list(request: HttpRequest) -> HttpResponse:
    """Each intake by how far its students are. Every number leads to its students."""
    if not (verdict := nudges.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Pipeline")})
    now = standing(request.actor, clock.now())
    rows = [(row, [(stage, row.count(stage)) for stage in Stage]) for row in now.rows]
    sums = [(stage, now.count(stage)) for stage in Stage]
    return render(
        request, "placements/pipeline_list.html", {"standing": now, "rows": rows, "sums": sums, "stages": Stage}
    )


@require_http_methods(["GET", "POST"])
def pipeline_students(request: HttpRequest) -> HttpResponse:
    """Students by how far they are, those to be reminded ticked or all at once."""
    if not (verdict := nudges.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Pipeline")})
    found = StandingFilter(request.GET, _mine(request.actor), request=request)
    form = NudgeForm(request.POST or None, found=found.qs)
    if form.is_valid() and (outcome := attempt(request, nudge_students, form)):
        words = ngettext("%(n)d student is reminded.", "%(n)d students are reminded.", outcome.thing)
        messages.success(request, words % {"n": outcome.thing})
        return redirect(request.get_full_path())
    page = page_of(request, found.qs, PAGE)
    context = {"filter": found, "page": page, "rows": _rows(page), "form": form}
    return render(request, "placements/pipeline_students.html", context | _may(request.actor))


def _rows(page: Iterable[Any]) -> list[dict[str, Any]]:
    """Each student with their stage, and whether they may be reminded today."""
    today = clock.today()
    return [
        {
            "student": row,
            "stage": Stage(row.stage),
            "tone": STAGE_TONES[Stage(row.stage)],
            "rested": row.nudged_on != today,
        }
        for row in page
    ]


@require_safe
def shortage_list(request: HttpRequest) -> HttpResponse:
    """What is missing, intake by intake, and whom to ask."""
    if not (verdict := nudges.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Shortage")})
    partners = whom_to_ask(request.actor, clock.today())
    context = {"standing": standing(request.actor, clock.now()), "partners": partners}
    context["promised"] = sum(partner.promised for partner in partners)
    return render(request, "placements/shortage_list.html", context | _may(request.actor))


@require_http_methods(["GET", "POST"])
def placement_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Blocks ahead with what stands against each for this student; a kept place is filled at once, another one asked for."""
    student = get_object_or_404(Student.objects.visible_to(request.actor).for_list().select_related("institute"), pk=pk)
    context: dict[str, Any] = {"title": _("Place %(name)s") % {"name": student}, "back": student, "student": student}
    if not (verdict := placing.may_place(request.actor)):
        return act_page(request, verdict, context)
    slots = placing.open_for(Slot.objects.visible_to(request.actor).for_list(), student, clock.now())
    form = PlaceForm(request.POST or None, slots=slots)
    if form.is_valid() and (outcome := attempt(request, place_student, form, student_id=pk)):
        _say(request, outcome.thing)
        return redirect("pipeline_students")
    q = request.GET.get("q", "")[:100]
    shown = list((_found(slots, q) if q else slots).order_by("-kept", "-routed", "starts_on", "pk")[:OFFERED])
    against, falling = placing.against(student, shown), placing.falling([(student, slot) for slot in shown])
    found = [(slot, against.get(slot.pk), falling[pk, slot.pk]) for slot in shown]
    rows = sorted(found, key=lambda row: row[1] is not None)
    return render(request, "placements/placement_by_hand.html", {**context, "form": form, "rows": rows, "q": q})


def _found(slots: Any, words: str) -> Any:
    """Those that say the words, or words like them: as the search of internships reads them."""
    query = understand(words).query
    return slots.none() if query is None else slots.matching(query)


def _mine(actor: Actor) -> Any:
    """The actor's students with their stage and when they were reminded last."""
    return with_last_nudge(with_stage(Student.objects.visible_to(actor).for_list())).order_by("user__name", "pk")


def _may(actor: Actor) -> dict[str, Any]:
    return {"may_act": nudges.may_nudge(actor), "may_call": calls.may_write(actor)}


def _say(request: HttpRequest, name_list: NameList) -> None:
    partner = name_list.slot.partner
    if name_list.answered_at:
        messages.success(
            request, _("Placed at %(partner)s. The student and the partner are told.") % {"partner": partner}
        )
    else:
        words = _("The name is with %(partner)s, which answers. You are told.")
        messages.success(request, words % {"partner": partner})
