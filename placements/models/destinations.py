"""What became of interns: asked three, six and twelve months after the last day, answered in one tap, counted by consent."""

from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped
from placements.models.placements import Placement

MONTHS = (3, 6, 12)  # after the last day


class Became(models.TextChoices):
    """Where somebody is now."""

    EMPLOYED = "employed", _("In work")
    TRAINING = "training", _("In further training")
    LOOKING = "looking", _("Looking for work")
    OTHER = "other", _("Something else")


class DestinationQuerySet(models.QuerySet["Destination"]):
    """Answers."""

    def visible_to(self, actor: Actor) -> Self:
        """The former intern's own, and the institute's; partners and others see counts alone (`placements.destinations`)."""
        if actor.acts_as(Role.STUDENT, Role.COORDINATOR, Role.VIEWER, Role.ADMINISTRATOR):
            return self.filter(placement__in=Placement.objects.visible_to(actor))
        return self.none()

    def counted(self) -> Self:
        """The latest answer of each placement, where its person lets it be counted."""
        later = Destination.objects.filter(placement=OuterRef("placement"), month__gt=OuterRef("month"))
        return self.filter(~Exists(later), counts=True)

    def by_kind(self) -> "models.QuerySet[Destination, dict[str, Any]]":
        """Dictionaries of `became`, `n` and `there`: how many of them, and how many of those at the partner itself. One query."""
        return self.order_by().values("became").annotate(n=Count("pk"), there=Count("pk", filter=Q(here=True)))


@pghistory.track()
class Destination(Stamped):
    """Where one former intern was, some months after one placement."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="destinations")
    month = models.PositiveSmallIntegerField(choices=[(month, str(month)) for month in MONTHS])
    became = models.CharField(max_length=10, choices=Became)
    role = models.CharField(max_length=120, blank=True, help_text=_("As what, or in which training."))
    here = models.BooleanField(default=False, help_text=_("At the partner of the placement itself."))
    counts = models.BooleanField(default=False, help_text=_("May be counted, without a name."))

    objects: ClassVar = DestinationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["placement", "month"], name="one_destination_a_month_asked"),
            models.CheckConstraint(name="a_destination_is_asked_at_3_6_or_12_months", condition=Q(month__in=MONTHS)),
            models.CheckConstraint(
                name="only_who_works_works_at_the_partner", condition=Q(here=False) | Q(became="employed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id}, {self.month}: {self.became}"
