"""From the acceptance to the first day, and the ways out: planned, confirmed, cancelled, ended early."""

from datetime import date, datetime, time, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import CLOCK, Actor
from core.errors import Refusal, place_of
from core.lifecycle import Move
from core.verdict import require
from core.words import day
from institutions.models import Agreement, Membership
from institutions.states import SETTLE, SIGN, SIGN_ON_PAPER
from notifications.services.posting import notify
from placements.models import Application, Block, HoursEntry, Placement
from placements.notices import placements as notices
from placements.policies import placements as policies
from placements.services.blocks import copy_blocks
from placements.services.feedback_asks import pass_on_ask
from placements.services.placements_cover import agreements_covering, require_covered, why_uncovered
from placements.services.placements_moves import lock_placement, lock_with_place, make_move
from placements.services.screening import refuse_to_name_patients
from placements.services.seats import shorten_seat, take_agreement_seats
from placements.services.shifts import drop_after
from placements.services.supervising import can_sign, may_supervise, require_may_supervise
from placements.services.suspensions import rest_until
from placements.services.waitlist import release_place
from placements.states import CANCEL, CONFIRM, END_EARLY, PlacementState

ONE_DAY = timedelta(days=1)
log = structlog.get_logger(__name__)


def create_placement(
    *, application: Application, by: Actor, now: datetime, supervisor: Membership | None = None
) -> Placement:
    """Give the accepted place to its student: confirmed at once where a signed agreement covers it, else planned.

    Part of the acceptance: the caller's transaction holds the locks on student, partner, agreements, slot and application. Raises
    Refusal when the student has another full-time placement on some of these days.
    """
    named = supervisor or application.slot.supervisor
    placement = placement_of(application, named, now)
    if not may_supervise(placement, placement.supervisor):
        placement.supervisor = None
    save_placement(placement)
    copy_blocks(placement, now=now)
    if named is not None and placement.supervisor is None:
        notify(notices.supervisor_wanted, placement, named, now=now)
    try:
        return _confirm(placement, by=by, now=now)
    except Refusal as refusal:
        _tell_planned(placement, refusal, now=now)
    return placement


def placement_of(application: Application, supervisor: Membership | None, now: datetime) -> Placement:
    """The placement that an accepted application leads to, not saved yet. Who answers for the slot supervises it if they can sign."""
    slot = application.slot
    return Placement(
        application=application,
        student=application.student,
        slot=slot,
        institute=application.institute,
        partner=slot.partner,
        department=slot.department,
        supervisor=supervisor if can_sign(supervisor) else None,
        starts_on=slot.starts_on,
        ends_on=slot.ends_on,
        full_time=slot.full_time,
        required_minutes=slot.required_hours * 60,
        created_at=now,
    )


def save_placement(placement: Placement) -> None:
    """Save it with its days. Raises the Refusal that names the student's other full-time placement on some of them."""
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError as error:
        if (overlap := _overlap(placement)) is None:
            raise
        raise overlap from error


def _overlap(placement: Placement) -> Refusal | None:
    """The refusal that names the student's other full-time placement, if that is what the database refused."""
    others = Placement.objects.live().filter(student=placement.student, full_time=True).exclude(pk=placement.pk)
    other = (
        others.filter(starts_on__lte=placement.ends_on, ends_on__gte=placement.starts_on)
        .select_related("partner")
        .first()
    )
    return meets(other) if placement.full_time and other is not None else None


def meets(other: Placement) -> Refusal:
    """The refusal that names a full-time placement on some of the same days. Expects its partner loaded."""
    return Refusal(
        _("It meets the full-time placement at %(partner)s, %(first)s to %(last)s.")
        % {"partner": other.partner, "first": day(other.starts_on), "last": day(other.ends_on)},
        instead=_("Decline this one, or ask the placement office to cancel the other first."),
    )


def _tell_planned(placement: Placement, refusal: Refusal, *, now: datetime) -> None:
    notify(notices.planned, placement, str(refusal), now=now)


def _confirm(placement: Placement, *, by: Actor, now: datetime) -> Placement:
    """Put the placement on the agreement that covers it, and on those that follow where it goes on under them.

    Raises the Refusal that says why none does, or that it is full.
    """
    if not (agreements := agreements_covering(placement)):
        raise why_uncovered(placement)
    require_covered(placement, Block.objects.for_list().filter(placement=placement))
    take_agreement_seats(application_id=placement.application_id, agreements=agreements)
    return make_move(placement, CONFIRM, by=by, now=now, agreement=agreements[0])


@transaction.atomic
def confirm_placement(*, placement_id: int, by: Actor, now: datetime) -> Placement:
    """Confirm a planned placement, now that a signed agreement covers it.

    Locks partner, agreements, slot, application, placement. Raises NotAllowed, Refusal (which says whether signature, programme,
    department, kind, dates or places stand against it), IllegalMove.
    """
    placement = lock_with_place(placement_id)
    require(policies.may_confirm(by, placement))
    return _confirm(placement, by=by, now=now)


def confirm_what_is_covered(*, thing: Agreement, move: Move, now: datetime, **_sent: Any) -> None:
    """Receiver of `moved`: an agreement was signed, so confirm the planned placements of the pair that it covers.

    Runs in the signing's transaction. A placement that still does not fit stays planned, and its refusal goes to the log.
    """
    if move not in {SIGN, SIGN_ON_PAPER, SETTLE}:
        return
    waiting = Placement.objects.filter(
        partner_id=thing.partner_id, institute_id=thing.institute_id, state=PlacementState.PLANNED
    )
    for pk in list(waiting.order_by("starts_on", "pk").values_list("pk", flat=True)):
        try:
            confirm_placement(placement_id=pk, by=CLOCK, now=now)
        except Refusal as refusal:
            log.info("placement_stays_planned", placement=pk, refused_at=place_of(refusal))


@transaction.atomic
def cancel_placement(*, placement_id: int, by: Actor, now: datetime, reason: str) -> Placement:
    """Call off a placement before its first day, and give the place back: the next on the waiting list is offered it.

    Locks partner, agreements, slot, application, placement: the place is counted free in the same transaction. Raises NotAllowed,
    Refusal, IllegalMove.
    """
    placement = lock_with_place(placement_id)
    require(policies.may_cancel(by, placement, placement.today(now)))
    refuse_to_name_patients(reason=reason)
    make_move(placement, CANCEL, by=by, now=now, note=reason)
    release_place(application_id=placement.application_id, now=now)
    return placement


@transaction.atomic
def end_placement_early(*, placement_id: int, by: Actor, now: datetime, last_day: date, reason: str) -> Placement:
    """End a placement before its last day. What was done stays on record; the rest of the place under agreement and cap is free.

    Locks as `cancel_placement`. Raises NotAllowed, Refusal (a last day outside the days so far), IllegalMove.
    """
    placement = lock_with_place(placement_id)
    require(policies.may_end_early(by, placement))
    refuse_to_name_patients(reason=reason)
    return end_on(placement, last_day, by=by, now=now, reason=reason)


def end_on(placement: Placement, last_day: date, *, by: Actor, now: datetime, reason: str) -> Placement:
    """End it with that day. The caller holds the locks of `lock_with_place`, and has asked whether it may. Raises Refusal."""
    latest = min(placement.today(now), placement.ends_on)
    if placement.arrived_on is None or not placement.arrived_on <= last_day <= latest:
        raise Refusal(
            _("The last day must lie between %(first)s and %(last)s.")
            % {"first": day(placement.arrived_on or placement.starts_on), "last": day(latest)},
            instead=_("For a day ahead, ask for the change “Another last day”.") if last_day > latest else "",
            field="last_day",
        )
    _require_no_hours_after(placement, last_day)
    make_move(placement, END_EARLY, by=by, now=now, note=reason, ended_on=last_day)
    shorten_seat(application_id=placement.application_id, last_day=last_day)
    drop_after(placement, last_day, by=by, now=now)
    rest_until(placement, last_day)
    return placement


def _require_no_hours_after(placement: Placement, last_day: date) -> None:
    """A statement until that day counts no hour of a later one. One query."""
    end = datetime.combine(last_day + ONE_DAY, time(), tzinfo=placement.institute.zone)
    later = HoursEntry.objects.counted().shifts().filter(placement=placement, started_at__gte=end)
    if (worked := later.order_by("-started_at").first()) is not None:
        worked.placement = placement
        raise Refusal(
            _("Hours are entered until %(day)s.") % {"day": day(worked.local_start.date())},
            instead=_("Choose that day or a later one, or have the hours after the last day returned first."),
            field="last_day",
        )


@transaction.atomic
def name_supervisor(*, placement_id: int, by: Actor, now: datetime, supervisor: Membership) -> Placement:
    """Give the intern to another supervisor of the partner, who is told. Hours and feedback so far stay as they are.

    Locks the placement. Raises NotAllowed, Refusal.
    """
    placement = lock_placement(placement_id)
    require(policies.may_name_supervisor(by, placement))
    return give_to(placement, supervisor, now=now)


def give_to(placement: Placement, supervisor: Membership, *, now: datetime) -> Placement:
    """Name the supervisor, who is told. The caller holds the placement's lock. Raises Refusal."""
    require_may_supervise(placement, supervisor)
    placement.supervisor = supervisor
    placement.save(update_fields=["supervisor"])
    pass_on_ask(placement, now=now)
    notify(notices.supervisor_named, placement, now, now=now)
    return placement
