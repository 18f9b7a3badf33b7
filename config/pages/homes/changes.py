"""What homes say of changes in a placement’s course: those that wait for the reader’s word."""

from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core.actor import Actor
from placements.models import Placement, PlacementChange

SUMS = {"count": Count("pk"), "first": Min("pk")}


def steps_of(found: dict[str, Any]) -> list[Step]:
    """One step or none, of what `SUMS` say of `PlacementChange.objects.visible_to(actor).for_the_word_of(actor)`."""
    if not (n := found["count"]):
        return []
    url = reverse("change_detail", args=[found["first"]]) if n == 1 else reverse("change_list")
    title = ngettext("%(n)d change waits for your word", "%(n)d changes wait for your word", n) % {"n": n} % {"n": n}
    detail = _("Nothing moves until everybody has agreed.")
    return [Step(icon="arrow-repeat", title=title, detail=detail, url=url, action=_("Read and answer"), tone="due")]


def with_change(placements: QuerySet[Placement], actor: Actor) -> QuerySet[Placement]:
    """Each with `change_to_answer`: the change of it, or with it, that waits for the student’s own word. No query of its own."""
    waiting = PlacementChange.objects.visible_to(actor).for_the_word_of(actor)
    here = waiting.filter(Q(placement=OuterRef("pk")) | Q(other=OuterRef("pk"))).order_by("pk")
    return placements.annotate(change_to_answer=Subquery(here.values("pk")[:1]))


def student_steps(placement: Any) -> list[Step]:
    """The change to answer, of a placement `with_change`."""
    found = placement.change_to_answer if placement else None
    return steps_of({"count": int(found is not None), "first": found})
