"""The one source of the present moment.

Everything else receives time as an argument. In local and test mode `CLOCK_SHIFT` moves the clock for web, worker and beat alike,
so that a whole term can be walked in an hour.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

YEARS = range(1900, 2201)  # counting days beyond the calendar's ends fails, and such a year is a slip of the finger


def now() -> datetime:
    """The present moment, aware, shifted by `settings.CLOCK_SHIFT`."""
    return timezone.now() + settings.CLOCK_SHIFT


def today(zone: ZoneInfo | None = None) -> date:
    """The present day in `zone`, or in the active time zone."""
    return timezone.localdate(now(), timezone=zone)


def day_of(moment: datetime, zone: ZoneInfo | None = None) -> date:
    """The calendar day on which `moment` falls in `zone`, or in the active time zone."""
    return timezone.localdate(moment, timezone=zone)
