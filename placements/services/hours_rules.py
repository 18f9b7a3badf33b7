"""What a programme’s rules say of a shift: when it may be entered, and what it goes beyond. A reason opens the second, never the first."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from core.errors import Refusal
from core.words import day as in_words
from core.words import hours
from placements.models import Absence, Beyond, HoursEntry, Placement, Suspension
from placements.models.weeks import WEEK, monday_of
from placements.services.hours_shifts import ONE_DAY, Shift

MINUTES = 60


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
    if Absence.objects.standing().touching(day, day).filter(placement=placement).exists():
        raise Refusal(
            _("An absence was reported for %(day)s.") % {"day": in_words(day)},
            instead=_("Take the absence back if you were there, or ask your supervisor."),
            field="day",
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
    that_day, that_week = _minutes_around(placement, day, entry_id)
    for beyond, so_far, most, words in (
        (Beyond.DAY, that_day, rules.most_hours_a_day, _("A day has at most %(most)s; this would make it %(sum)s.")),
        (
            Beyond.WEEK,
            that_week,
            rules.most_hours_a_week,
            _("A week has at most %(most)s; this would make it %(sum)s."),
        ),
    ):
        total = so_far + shift.minutes
        if total > most * MINUTES:
            found[beyond] = words % {"most": hours(most * MINUTES), "sum": hours(total)}
    return found


def require_reason(beyond: Mapping[Beyond, str], reason: str) -> None:
    """Refuse a shift that goes beyond the rules without a word why."""
    if beyond and not reason.strip():
        raise Refusal(
            " ".join(beyond.values()),
            instead=_("If it is right, say why below: your supervisor reads it before signing."),
            field="exception_reason",
        )


def _minutes_around(placement: Placement, day: date, entry_id: int | None) -> tuple[int, int]:
    """Minutes entered for the day, and for its week from Monday, on the institute's clock."""
    zone = placement.institute.zone
    monday = monday_of(day)
    start, end = (datetime.combine(edge, time(), tzinfo=zone) for edge in (monday, monday + WEEK))
    counted = HoursEntry.objects.counted().shifts().filter(placement=placement).exclude(pk=entry_id)
    rows = list(counted.between(start, end).values_list("started_at", "minutes"))
    first, last = (datetime.combine(edge, time(), tzinfo=zone) for edge in (day, day + ONE_DAY))
    return sum(minutes for at, minutes in rows if first <= at < last), sum(minutes for _at, minutes in rows)
