"""What a programme’s rules say of a shift: when it may be entered, and what it goes beyond. A reason opens the second, never the first."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import Refusal
from core.words import day as in_words
from core.words import hours
from placements.models import Absence, Beyond, HoursEntry, Placement, Suspension
from placements.models.weeks import WEEK, monday_of
from placements.services.hours_shifts import ONE_DAY, Shift

MINUTES = 60
REST = timedelta(hours=1)  # what is nearer goes on without a rest


def require_in_time(placement: Placement, shift: Shift, day: date, now: datetime) -> None:
    """Refuse a shift that has not ended, lies outside the placement, on a day of absence or of suspension. Two queries."""
    first = placement.arrived_on or placement.starts_on
    if shift.ended_at > now:
        raise Refusal(_("This shift has not ended yet."), instead=_("Enter it when it has."), field="ends")
    if not first <= day <= placement.ends_on:
        raise Refusal(
            _("The placement runs from %(first)s to %(last)s.")
            % {"first": in_words(first), "last": in_words(placement.ends_on)},
            field="day",
        )
    absence = Absence.objects.all().met_by(placement, day, shift.started_at, shift.ended_at)
    if absence is not None:
        words = (
            _("An absence was reported for %(day)s.")
            if absence.is_whole
            else _("On %(day)s an absence was reported, %(times)s.")
        )
        raise Refusal(
            words % {"day": in_words(day), "times": absence.times},
            instead=_("Take the absence back if you were there, or ask your supervisor."),
            field="day" if absence.is_whole else "starts",
        )
    if Suspension.objects.touching(day, day).filter(placement=placement).exists():
        raise Refusal(
            _("The placement was suspended on %(day)s.") % {"day": in_words(day)},
            instead=_("Ask the placement office if that is wrong."),
            field="day",
        )


def require_alone(placement: Placement, shift: Shift, *, entry_id: int | None) -> None:
    """Refuse a shift that meets another of the placement, or the days of what was brought over. One query."""
    met = HoursEntry.objects.counted().filter(placement=placement).exclude(pk=entry_id)
    other = met.filter(started_at__lt=shift.ended_at, ended_at__gt=shift.started_at).first()
    if other is None:
        return
    other.placement = placement
    if other.is_opening:
        raise Refusal(
            _("Hours until %(day)s are part of what was brought over.") % {"day": in_words(other.counted_until)},
            instead=_("Enter those of later days, and tell the placement office if the figure is wrong."),
            field="day",
        )
    raise Refusal(
        _("It meets the shift of %(day)s, %(from)s to %(to)s.")
        % {
            "day": in_words(other.local_start.date()),
            "from": f"{other.local_start:%H:%M}",
            "to": f"{other.local_end:%H:%M}",
        },
        instead=_("Change one of the two."),
        field="starts",
    )


def require_parts(also: Mapping[str, int], shift: Shift, category: str) -> None:
    """Refuse other activities that leave nothing of the shift to its own, or are its own."""
    if category in also:
        raise Refusal(_("Choose another activity than the main one."), field="also_1")
    if sum(also.values()) >= shift.minutes:
        raise Refusal(
            _("The other activities are as long as the shift, which counts %(hours)s.")
            % {"hours": hours(shift.minutes)},
            instead=_("What was most of it is chosen above; the rest of the time is counted for it."),
            field="also_1_minutes",
        )


def goes_beyond(
    placement: Placement, shift: Shift, day: date, now: datetime, *, entry_id: int | None = None, window: bool = True
) -> dict[Beyond, str]:
    """The rules that the shift goes beyond, each in words; `entry_id` is the entry that it replaces or changes. One query."""
    rules = placement.student.programme
    found = {}
    late_before = placement.today(now) - timedelta(days=rules.enter_within_days)
    if window and day < late_before:
        found[Beyond.LATE] = _("Hours are entered within %(days)d days; the earliest day now is %(day)s.") % {
            "days": rules.enter_within_days,
            "day": in_words(late_before),
        }
    around = _entered_around(placement, day, entry_id)
    fullest, that_day = _fullest_day(around, shift, day, placement.institute.zone)
    stretch = _stretch(around, shift)
    if that_day > rules.most_hours_a_day * MINUTES:
        words = _("A day has at most %(most)s; this would make it %(sum)s.")
        if fullest != day:
            words = _("A day has at most %(most)s; this would make it %(sum)s on %(day)s.")
        most = hours(rules.most_hours_a_day * MINUTES)
        found[Beyond.DAY] = words % {"most": most, "sum": hours(that_day), "day": in_words(fullest)}
    elif stretch > rules.most_hours_a_day * MINUTES:
        words = _("At most %(most)s without a rest; with the shifts right beside it, this would make it %(sum)s.")
        found[Beyond.DAY] = words % {"most": hours(rules.most_hours_a_day * MINUTES), "sum": hours(stretch)}
    that_week = shift.minutes + sum(entry.minutes for entry in around if _begins_in_week(entry, day, placement))
    if that_week > rules.most_hours_a_week * MINUTES:
        words = _("A week has at most %(most)s; this would make it %(sum)s.")
        found[Beyond.WEEK] = words % {"most": hours(rules.most_hours_a_week * MINUTES), "sum": hours(that_week)}
    return found


def require_reason(beyond: Mapping[Beyond, str], reason: str) -> None:
    """Refuse a shift that goes beyond the rules without a word why."""
    if beyond and not reason.strip():
        raise Refusal(
            " ".join(beyond.values()),
            instead=_("If it is right, say why below: your supervisor reads it before signing."),
            field="exception_reason",
        )


def _entered_around(placement: Placement, day: date, entry_id: int | None) -> list[HoursEntry]:
    """What is entered in the week of the day, from Monday, and on the days around it, on the institute's clock. One query."""
    zone, monday = placement.institute.zone, monday_of(day)
    first, last = min(monday, day - ONE_DAY), max(monday + WEEK, day + 2 * ONE_DAY)
    start, end = (datetime.combine(edge, time(), tzinfo=zone) for edge in (first, last))
    counted = HoursEntry.objects.counted().shifts().filter(placement=placement).exclude(pk=entry_id)
    return list(counted.between(start, end).only("started_at", "ended_at", "minutes"))


def _begins_in_week(entry: HoursEntry, day: date, placement: Placement) -> bool:
    return monday_of(day_of(entry.started_at, placement.institute.zone)) == monday_of(day)


def _fullest_day(entered: list[HoursEntry], shift: Shift, day: date, zone: ZoneInfo) -> tuple[date, int]:
    """Of the days on which the shift lies, the one with the most minutes, and how many.

    A night counts whole for the day on which it began, and by its share for each day on which it lies: neither twelve hours after a
    night nor one shift of sixteen slips through at midnight.
    """
    shifts: list[Shift | HoursEntry] = [shift, *entered]
    whole = sum(one.minutes for one in shifts if day_of(one.started_at, zone) == day)
    sums = {day: whole}
    for each in (day, day + ONE_DAY):
        start, end = (datetime.combine(edge, time(), tzinfo=zone) for edge in (each, each + ONE_DAY))
        if shift.started_at < end and shift.ended_at > start:
            sums[each] = max(sums.get(each, 0), sum(_share(one, start, end) for one in shifts))
    return max(sums.items(), key=lambda item: (item[1], item[0] == day))


def _stretch(entered: list[HoursEntry], shift: Shift) -> int:
    """The minutes of the shift and of those that lead up to it and go on from it, each less than an hour from the next."""
    first, last, minutes = shift.started_at, shift.ended_at, shift.minutes
    before = [one for one in entered if one.ended_at <= first]
    for one in sorted(before, key=lambda one: one.ended_at, reverse=True):
        if first - one.ended_at < REST:
            first, minutes = one.started_at, minutes + one.minutes
    after = [one for one in entered if one.started_at >= last]
    for one in sorted(after, key=lambda one: one.started_at):
        if one.started_at - last < REST:
            last, minutes = one.ended_at, minutes + one.minutes
    return minutes


def _share(shift: Shift | HoursEntry, start: datetime, end: datetime) -> int:
    """The minutes of the shift between the two moments, a break taken off each part alike."""
    within = min(shift.ended_at, end) - max(shift.started_at, start)
    length = shift.ended_at - shift.started_at
    return round(shift.minutes * within / length) if within > timedelta() else 0
