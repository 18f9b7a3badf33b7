"""A student asks the supervisor for a word on how it goes: at most once a week, whatever came of it."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet

from core.beside import beside
from placements.models.hours import ThroughPlacementQuerySet
from placements.models.placements import Placement
from placements.models.training import FeedbackNote

EVERY = timedelta(days=7)


class Moments(Func):
    """The time from one moment to another, its end left out, as a tstzrange."""

    function = "tstzrange"


class FeedbackAskQuerySet(ThroughPlacementQuerySet["FeedbackAsk"]):
    """Asks for feedback."""

    def standing(self) -> Self:
        """Neither taken back nor answered: any note on the placement since is an answer."""
        since = FeedbackNote.objects.filter(placement=OuterRef("placement"), at__gte=OuterRef("at"))
        return self.filter(~Exists(since), taken_back_at=None)

    def latest_first(self) -> Self:
        """The last ask before the others."""
        return self.order_by("-at", "-pk")


class FeedbackAsk(models.Model):
    """One ask of one supervisor. Taking it back does not open the week again: nobody is mailed twice."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="feedback_asks")
    supervisor = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    again_from = models.DateTimeField(help_text="When the same person may be asked again.")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = FeedbackAskQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="a_supervisor_is_asked_for_feedback_once_a_week",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    ("supervisor", RangeOperators.EQUAL),
                    (Moments("at", "again_from"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="a_week_between_asks", condition=Q(again_from__gte=F("at") + EVERY)),
        ]
        triggers: ClassVar = [pgtrigger.ReadOnly(name="an_ask_is_never_rewritten", exclude=["taken_back_at"])]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.at:%Y-%m-%d}"

    def may_come_again(self, now: datetime) -> bool:
        """True when its week is over."""
        return self.again_from <= now


def with_last_ask(placements: QuerySet[Placement]) -> QuerySet[Any]:
    """Each with `last_asks`: the last ask of its present supervisor, or none. No query of its own."""
    asks = FeedbackAsk.objects.filter(placement=OuterRef("pk"), supervisor=OuterRef("supervisor")).latest_first()
    return placements.annotate(last_asks=beside(asks[:1], "at", "again_from", "taken_back_at"))
