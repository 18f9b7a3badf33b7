"""What an intern takes part in, and how far: words of the field that targets and logged activities share."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityKind(models.TextChoices):
    """What was done."""

    PROCEDURE = "procedure", _("Procedure")
    CASE = "case", _("Case")
    CODING = "coding", _("Coding")
    RECORDS = "records", _("Records")
    FRONT_DESK = "front_desk", _("Front desk")
    QUALITY = "quality", _("Quality")
    RESEARCH = "research", _("Research")
    SEMINAR = "seminar", _("Seminar")


class Participation(models.TextChoices):
    """How far the intern took part, from the least to the most."""

    OBSERVED = "observed", _("Observed")
    ASSISTED = "assisted", _("Assisted")
    PERFORMED = "performed", _("Performed")


def towards(wanted: str, counts: Mapping[str, int]) -> int:
    """Of `counts` by participation, how many count towards a target at `wanted`: whoever performed has assisted and observed, too."""
    enough = Participation.values[Participation.values.index(wanted) :]
    return sum(counts.get(participation, 0) for participation in enough)
