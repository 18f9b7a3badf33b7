"""By what a slot is found beside its words: the part of a slot that the search filters by."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Shifts(models.TextChoices):
    """When interns work."""

    DAY = "day", _("Days")
    EVENING = "evening", _("Evenings")
    NIGHT = "night", _("Nights")
    WEEKEND = "weekend", _("Weekends")
    ROTATING = "rotating", _("Rotating, nights too")


class Described(models.Model):
    """Specialty, setting and so on; empty where the partner has not said."""

    specialty = models.ForeignKey(
        "placements.Specialty", null=True, blank=True, on_delete=models.PROTECT, related_name="slots"
    )
    setting = models.ForeignKey(
        "placements.Setting", null=True, blank=True, on_delete=models.PROTECT, related_name="slots"
    )
    hands_on = models.ForeignKey(
        "placements.HandsOn", null=True, blank=True, on_delete=models.PROTECT, related_name="slots"
    )
    language = models.ForeignKey(
        "placements.Language", null=True, blank=True, on_delete=models.PROTECT, related_name="slots"
    )
    shifts = models.CharField(max_length=10, choices=Shifts, blank=True)
    # Kept by triggers (migration 0014_search): the words by weight, and where the department's site is.
    search = SearchVectorField(null=True, editable=False)
    latitude = models.FloatField(null=True, editable=False)
    longitude = models.FloatField(null=True, editable=False)

    class Meta:
        abstract = True
