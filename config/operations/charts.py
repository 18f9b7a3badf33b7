"""Pictures of the operations page."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from config.operations.tallies import HOUR, mail_by_hour
from core.charts import FULL, Bar, BarChart

HOURS = 3  # of one bar


def mail_of_the_day() -> BarChart | None:
    """How much mail left in each three hours of the last day; None for a day without any."""
    hours = mail_by_hour()
    sums = [
        (hours[at][0] * HOUR, sum(sent for _hour, sent in hours[at : at + HOURS])) for at in range(0, len(hours), HOURS)
    ]
    most = max(sent for _began, sent in sums)
    if not most:
        return None
    bars = tuple(Bar(_span(began), str(sent), sent / most * FULL) for began, sent in sums)
    return BarChart(_("Mail that left in the last day"), _("Hours"), _("Messages"), bars)


def _span(began: int) -> str:
    first, last = (timezone.localtime(datetime.fromtimestamp(began + h * HOUR, UTC)) for h in (0, HOURS))
    return f"{first:%H:%M}–{last:%H:%M}"
