"""Days and moments as people say them, for messages and papers. Pages use the filters of `portal` that call these."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from core import clock


def day(value: date, *, today: date | None = None) -> str:
    """Like “Friday 27 November”, with the year when it is not this one."""
    year = " Y" if value.year != (today or clock.today()).year else ""
    return date_format(value, "l j F" + year)


def when(value: datetime, zone: ZoneInfo | None = None) -> str:
    """Like “Friday 27 November, 17:00”, in `zone`, or in the active time zone."""
    local = timezone.localtime(value, zone)
    return f"{day(local.date(), today=clock.today(zone))}, {local:%H:%M}"


def hours(minutes: int) -> str:
    """Minutes as "7 h 30 min", "40 h", "20 min"."""
    whole, rest = divmod(int(minutes), 60)
    parts = ([f"{whole} h"] if whole else []) + ([f"{rest} min"] if rest or not whole else [])
    return " ".join(parts)
