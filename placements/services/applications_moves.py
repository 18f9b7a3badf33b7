"""How an application moves: the locks, then check, change, history, tell. Used by every service that moves one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from core.actor import Actor
from core.lifecycle import Move
from institutions.models import Agreement, Partner
from notifications.services.posting import tell
from placements.models import Application, ApplicationTransition, Decision, Outcome, Selection, Slot
from placements.notices.applications import APPLICATION_TOLD_ABOUT
from placements.services.interviews_moves import call_off_ahead
from placements.states import JUDGED, TAKE_BACK, WITHDRAW, ApplicationState


def _whole(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.select_related(
        "student__user", "student__programme", "slot__partner", "slot__department", "slot__selection", "institute"
    )


def lock_application(application_id: int) -> Application:
    """The application, its own row locked: enough for moves that neither take nor free a place. One query."""
    return _whole(Application.objects.select_for_update(of=("self",), no_key=True)).get(pk=application_id)


def lock_slots(slot_ids: Collection[int]) -> None:
    """The slots with their partners and those partners' agreements, parents first and each by primary key. Four queries."""
    slots = Slot.objects.filter(pk__in=slot_ids)
    partners = set(slots.values_list("partner_id", flat=True))
    for rows in (Partner.objects.filter(pk__in=partners), Agreement.objects.filter(partner__in=partners), slots):
        list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def lock_with_places(application_ids: Collection[int]) -> list[Application]:
    """The applications with everything that counts their places, by primary key: partners, agreements, slots, applications.

    The partner's lock alone serialises whoever takes or frees its places; the others are held against those who change the numbers
    of places. Agreements of all institutes with the partners are locked, because a freed place may go to anybody's student.
    """
    lock_slots(list(Application.objects.filter(pk__in=application_ids).values_list("slot_id", flat=True)))
    rows = Application.objects.filter(pk__in=application_ids).order_by("pk")
    return list(_whole(rows.select_for_update(of=("self",), no_key=True)))


def lock_with_place(application_id: int) -> Application:
    """One application with everything that counts its place."""
    (application,) = lock_with_places([application_id])
    return application


def move_application(
    application: Application, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any
) -> ApplicationTransition:
    """Check, change, write the history, tell. The caller holds the lock. Returns the row of history. Raises IllegalMove."""
    move.check(application.state, label=application.get_state_display())
    was, application.state = application.state, move.target
    for name, value in changes.items():
        setattr(application, name, value)
    application.save(update_fields=["state", *changes])
    _follow(application, move, by=by, now=now)
    row = ApplicationTransition.write(application, move, by=by, now=now, was=was, note=note)
    tell(APPLICATION_TOLD_ABOUT, application, move, row, now=now)
    return row


def _follow(application: Application, move: Move, *, by: Actor, now: datetime) -> None:
    """What was prepared and booked for an application that is decided or withdrawn falls away; a new beginning is judged anew.

    The place of an offer that was prepared for who leaves goes to who waits, with the next release.
    """
    if move.target in JUDGED:
        return
    prepared = Decision.objects.prepared().filter(application=application)
    if move in (TAKE_BACK, WITHDRAW) and prepared.filter(outcome=Outcome.OFFER).exists():
        Selection.objects.filter(slot=application.slot_id).update(offers_fallen=F("offers_fallen") + 1)
    prepared.delete()
    call_off_ahead(application, by=by, now=now, note=str(application.get_state_display()))
    if move.target == ApplicationState.DRAFT:
        application.reviews.all().delete()
