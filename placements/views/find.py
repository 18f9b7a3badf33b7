"""How pages of a placement find it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from placements.models import HoursEntry, Objective, Placement
from placements.models.course import with_rests


def find_placement(request: HttpRequest, pk: int) -> Placement:
    """The placement with its people, places and rests, if the actor sees it; else 404. One query."""
    mine = Placement.objects.visible_to(request.actor).for_list()  # type: ignore[attr-defined]
    return get_object_or_404(with_rests(mine.select_related("student__programme")), pk=pk)


def find_entry(request: HttpRequest, placement: Placement, pk: int) -> HoursEntry:
    """An hours entry of the placement; else 404. One query."""
    entry = get_object_or_404(HoursEntry.objects.visible_to(request.actor).filter(placement=placement), pk=pk)  # type: ignore[attr-defined]
    entry.placement = placement
    return entry


def find_objective(request: HttpRequest, pk: int, objective_pk: int) -> tuple[Placement, Objective]:
    """The placement and one of its slot’s objectives; else 404. Two queries."""
    placement = find_placement(request, pk)
    return placement, get_object_or_404(placement.slot.objectives.select_related("competency"), pk=objective_pk)
