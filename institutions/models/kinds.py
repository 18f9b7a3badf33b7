"""The kinds of stay that partners offer and agreements allow."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlotKind(models.TextChoices):
    """What sort of stay a slot is."""

    INTERNSHIP = "internship", _("Internship")
    EXTERNSHIP = "externship", _("Externship")
    ROTATION = "rotation", _("Rotation")
    OBSERVERSHIP = "observership", _("Observership")
    RESEARCH = "research", _("Research")
    HOUSE_JOB = "house_job", _("House job")
