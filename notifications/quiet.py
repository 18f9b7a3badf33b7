"""Quiet hours and the hour of the digest, on a person’s own clock. Pure: no table, no clock of its own."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


def end_of_quiet(moment: datetime, start: time, end: time, zone: ZoneInfo) -> datetime:
    """`moment`, or the end of the quiet hours that it falls into. They may go over midnight."""
    local = moment.astimezone(zone)
    clock = local.time()
    is_quiet = start <= clock < end if start < end else clock >= start or clock < end
    if not is_quiet:
        return moment
    day = local.date() if clock < end else local.date() + ONE_DAY
    # An hour that the clock jumps over or repeats never ends before it has begun.
    return max(datetime.combine(day, end, tzinfo=zone), moment)


def latest(hour: time, now: datetime, zone: ZoneInfo) -> datetime:
    """When it was last `hour` there: today, or yesterday where that is still to come."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), hour, tzinfo=zone)
    return today if today <= now else datetime.combine(local.date() - ONE_DAY, hour, tzinfo=zone)
