"""Opening hours: what was approved in an institute's earlier records, as one sum a placement. Another figure supersedes it."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from core.words import day, hours
from notifications.services.posting import say
from placements.models import HoursEntry, HoursTransition, Placement
from placements.notices.bringing import opening_hours_to_people
from placements.policies import bringing as policies
from placements.services.hours_moves import make_hours_move
from placements.services.placements_moves import lock_placement
from placements.states import APPROVE_HOURS, SUPERSEDE_OPENING, HoursState

ONE_DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60


@transaction.atomic
def open_hours(
    *, placement_id: int, by: Actor, now: datetime, until: date, minutes: int, approved_by: str, reason: str = ""
) -> HoursEntry:
    """Count `minutes` that `approved_by` had approved, from the first day through `until`.

    Where such a sum is here already it is superseded, which asks for a `reason`; it stays readable. Locks the placement. Raises
    NotAllowed, Refusal with the field it is about (a day outside, more minutes than the days have, shifts on those days).
    """
    placement = lock_placement(placement_id)
    require(policies.may_open_hours(by, placement))
    _check(placement, until=until, minutes=minutes, approved_by=approved_by, now=now)
    earlier = HoursEntry.objects.brought_over().filter(placement=placement).select_for_update(of=("self",)).first()
    if earlier is not None:
        _supersede(earlier, placement, minutes, reason, by=by, now=now)
    entry = HoursEntry(
        placement=placement,
        started_at=datetime.combine(placement.starts_on, time(), tzinfo=placement.institute.zone),
        ended_at=datetime.combine(until + ONE_DAY, time(), tzinfo=placement.institute.zone),
        minutes=minutes,
        approved_by=approved_by,
        reason=reason,
        state=HoursState.APPROVED,
        submitted_at=now,
        supersedes=earlier,
        created_at=now,
    )
    _save(entry)
    note = _("Brought over: approved by %(name)s in the earlier records.") % {"name": approved_by}
    row = HoursTransition.write(entry, APPROVE_HOURS, by=by, now=now, was="", note=f"{note} {reason}".strip())
    say(opening_hours_to_people, entry, row, key=str(row.pk), now=now)
    return entry


def _check(placement: Placement, *, until: date, minutes: int, approved_by: str, now: datetime) -> None:
    last = min(placement.last_day, placement.today(now))
    if not placement.starts_on <= until <= last:
        raise Refusal(
            _("The day must lie between %(first)s and %(last)s.")
            % {"first": day(placement.starts_on), "last": day(last)},
            field="until",
        )
    days = (until - placement.starts_on).days + 1
    if not 0 < minutes <= days * MINUTES_A_DAY:
        raise Refusal(_("So many hours do not fit into these days."), field="hours")
    only_the_name = _("Write the name of who approved, and nothing else.")
    refuse_patient_data(approved_by, field="approved_by", instead=only_the_name)


def _supersede(
    earlier: HoursEntry, placement: Placement, minutes: int, reason: str, *, by: Actor, now: datetime
) -> None:
    if not reason:
        raise Refusal(
            _("%(was)s stand here. Say in the column “Reason” why it becomes %(becomes)s.")
            % {"was": hours(earlier.minutes), "becomes": hours(minutes)},
            field="reason",
        )
    earlier.placement = placement
    make_hours_move(earlier, SUPERSEDE_OPENING, by=by, now=now, note=reason)


def _save(entry: HoursEntry) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Refusal(
            _("The student has entered shifts on these days already."),
            instead=_("Count the brought hours until the day before the first of them."),
            field="until",
        ) from error
