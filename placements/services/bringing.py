"""Placements brought over from an institute's earlier records: the running term, on the day the portal begins.

Every rule holds that holds for others: places, agreement, cap, no second full-time stay. Where the partner has published no slot for a
stay, a closed one is made that has as many places as are brought over.

All lines are written at once, in a fixed number of statements. What each may take is worked out line after line under the locks that
everybody takes who takes a place (`bringing_room`); triggers, checks and history are the database's as always.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import moved_many
from institutions.models import Agreement, Membership, Partner
from notifications.services.posting import say_of_many
from placements.models import Application, ApplicationTransition, Placement, PlacementTransition, Slot
from placements.notices.placements import brought_to_student
from placements.policies import bringing as policies
from placements.services.applications_moves import lock_application, move_application
from placements.services.bringing_room import Brought, Ready, Room, Stay
from placements.services.offers_places import in_words
from placements.states import (
    BRING,
    BRING_ACTIVE,
    BRING_COMPLETED,
    BRING_CONFIRMED,
    PlacementState,
)
from students.models import Student

MOVES = {
    PlacementState.PLANNED: BRING_CONFIRMED,  # as always: confirmed at once where an agreement covers it
    PlacementState.CONFIRMED: BRING_CONFIRMED,
    PlacementState.ACTIVE: BRING_ACTIVE,
    PlacementState.COMPLETED: BRING_COMPLETED,
}
NOON = time(12)


@dataclass(slots=True)
class Over:
    """What came of the lines: placements in their order; or what was refused, by the line's place, and then nothing was written."""

    placements: list[Placement] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)


def lock_stays(*, students: Collection[int], partners: Collection[int]) -> None:
    """Students, partners, agreements and slots that are about to be written of, each by primary key: whoever else brings some waits."""
    list(
        Student.objects.filter(pk__in=students)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .values_list("pk")
    )
    for rows, by_partner in ((Partner, "pk__in"), (Agreement, "partner__in"), (Slot, "partner__in")):
        found = rows.objects.filter(**{by_partner: partners}).order_by("pk")
        list(found.select_for_update(of=("self",), no_key=True).values_list("pk"))


def bring_placement(
    *, by: Actor, now: datetime, stay: Stay, state: str, supervisor: Membership | None = None, **said: Any
) -> Placement:
    """Write one placement as the earlier records have it. Raises NotAllowed, Refusal with the field it is about."""
    over = bring_placements(by=by, now=now, lines=[Brought(stay, state, supervisor, **said)])
    for refusal in over.refused.values():
        raise refusal
    return over.placements[0]


@transaction.atomic
def bring_placements(*, by: Actor, now: datetime, lines: Sequence[Brought]) -> Over:
    """Write the lines as the earlier records have them, all or none. Whoever calls tells the partner's people (`tell_brought_over`).

    Locks students, partners, agreements, slots. Raises Refusal when somebody else's change gets in the way all the same.
    """
    lock_stays(
        students={line.stay.student.pk for line in lines},
        partners={line.stay.department.site.partner_id for line in lines},
    )
    room, over, ready = Room(lines, by=by, now=now), Over(), []
    for place, line in enumerate(lines):
        try:
            ready.append(room.fit(line))
        except Refusal as refusal:
            over.refused[place] = refusal
    if not over.refused:
        _write(ready, room, by=by, now=now)
        over.placements = [each.placement for each in ready]
    return over


def _write(ready: Sequence[Ready], room: Room, *, by: Actor, now: datetime) -> None:
    """Parents first: slots, applications with their seats, placements; then how far each had come, and who is told."""
    note = _("Brought over from the institute’s earlier records.")
    _write_slots(list(room.more.values()), now=now)
    with in_words():
        _write_applications(ready, room, note, by=by, now=now)
    try:
        with transaction.atomic():
            Placement.objects.bulk_create(each.placement for each in ready)
    except IntegrityError as error:
        raise Refusal(
            _("One of these placements has just been brought over by somebody else."),
            instead=_("Look the list through again to see which."),
        ) from error
    for move in (BRING_CONFIRMED, BRING_ACTIVE, BRING_COMPLETED):
        members = [each for each in ready if each.agreements and MOVES[PlacementState(each.state)] == move]
        _move(members, move, note, by=by, now=now)
    say_of_many(brought_to_student, [each.placement for each in ready], now=now)


def _write_slots(slots: Sequence[Slot], *, now: datetime) -> None:
    known = [slot for slot in slots if slot.pk]
    for slot in known:
        slot.updated_at = now
    Slot.objects.bulk_update(known, ["places", "updated_at"])
    Slot.objects.bulk_create(slot for slot in slots if not slot.pk)


def _write_applications(ready: Sequence[Ready], room: Room, note: str, *, by: Actor, now: datetime) -> None:
    """The new ones by one move together; those that students had sent already one by one, with what hangs on them."""
    new = [each.placement.application for each in ready if not each.placement.application.pk]
    known = [each.placement.application for each in ready if each.placement.application.pk]
    Application.objects.bulk_create(new)
    room.ledger.write()
    rows = []
    for application in new:
        rows.append(ApplicationTransition.row(application, BRING, by=by, now=now, was=application.state, note=note))
        application.state, application.submitted_at = BRING.target, now
        application.receipt, application.updated_at = _receipt(application, now), now
    Application.objects.bulk_update(new, ["state", "submitted_at", "receipt", "updated_at"])
    ApplicationTransition.objects.bulk_create(rows)
    for application in known:
        locked = lock_application(application.pk)
        sent = {} if locked.submitted_at else {"submitted_at": now, "receipt": _receipt(locked, now)}
        move_application(locked, BRING, by=by, now=now, note=note, **sent)


def _receipt(application: Application, now: datetime) -> dict[str, Any]:
    return {"number": f"B-{application.pk}", "at": now.isoformat(), "brought": True}


def _move(members: Sequence[Ready], move: Any, note: str, *, by: Actor, now: datetime) -> None:
    """One move of them all, with a row of history for each."""
    rows, placements = [], [each.placement for each in members]
    for each in members:
        placement = each.placement
        agreed = _("Agreed with %(name)s.") % {"name": placement.agreed_with} if placement.agreed_with else ""
        said = f"{note} {agreed}".strip()
        rows.append(PlacementTransition.row(placement, move, by=by, now=now, was=placement.state, note=said))
        placement.state, placement.agreement, placement.updated_at = move.target, each.agreements[0], now
        if each.state in policies.COUNTED:
            placement.arrived_on = placement.starts_on
        if each.state == PlacementState.COMPLETED:
            placement.completed_at = datetime.combine(placement.ends_on, NOON, tzinfo=placement.institute.zone)
    if placements:
        Placement.objects.bulk_update(placements, ["state", "agreement", "arrived_on", "completed_at", "updated_at"])
        PlacementTransition.objects.bulk_create(rows)
        moved_many.send(sender=Placement, things=placements, move=move, by=by, now=now)
