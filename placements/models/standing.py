"""How far a student is on the way to a place: one stage each, the furthest. Computed, never stored."""

from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from placements.models.applications import Application
from placements.models.placements import Placement
from placements.states import OVER, WAITING, ApplicationState, PlacementState
from students.models import Student


class Stage(models.TextChoices):
    """From nothing sent to a place under an agreement."""

    NOWHERE = "nowhere", _("Applied nowhere")
    OVER = "over", _("Nothing open any more")
    REVIEW = "review", _("In review")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    PLACED = "placed", _("Placed")


STAGE_TONES = {
    Stage.NOWHERE: "bad",
    Stage.OVER: "bad",
    Stage.REVIEW: "wait",
    Stage.OFFERED: "act",
    Stage.ACCEPTED: "wait",
    Stage.PLACED: "good",
}
# Groups of stages that an office asks for together.
NO_OFFER = (Stage.NOWHERE, Stage.OVER, Stage.REVIEW)
UNPLACED = (*NO_OFFER, Stage.OFFERED)
UNDER_AN_AGREEMENT = (PlacementState.CONFIRMED, PlacementState.ACTIVE, PlacementState.COMPLETED)


def with_stage(students: models.QuerySet[Student]) -> models.QuerySet[Student]:
    """Adds `stage`. An accepted place that waits for its agreement is not yet a place."""
    sent = Application.objects.filter(student=OuterRef("pk"), submitted_at__isnull=False)
    placements = Placement.objects.filter(student=OuterRef("pk"))
    stage = Case(
        When(Exists(placements.filter(state__in=UNDER_AN_AGREEMENT)), then=Value(Stage.PLACED)),
        When(Exists(placements.filter(state=PlacementState.PLANNED)), then=Value(Stage.ACCEPTED)),
        When(Exists(sent.filter(state=ApplicationState.OFFERED)), then=Value(Stage.OFFERED)),
        When(Exists(sent.filter(state__in=WAITING)), then=Value(Stage.REVIEW)),
        When(Exists(sent.filter(state__in=[*OVER, ApplicationState.ACCEPTED])), then=Value(Stage.OVER)),
        default=Value(Stage.NOWHERE),
        output_field=models.CharField(),
    )
    return students.annotate(stage=stage)


def stages_by_intake(students: models.QuerySet[Student], *names: str) -> models.QuerySet[Student, dict[str, Any]]:
    """How many students of each intake stand at each stage, and how many of them have not accepted their account. One query.

    `names` are columns of intake and programme that come along.
    """
    grouped = with_stage(students).order_by().values("intake", "stage", *names)
    return grouped.annotate(n=Count("pk"), unclaimed=Count("pk", filter=Q(user__claimed_at=None)))
