"""Placements brought over from an institute's earlier records: the running term, on the day the portal begins.

Every rule holds that holds for others: places, agreement, cap, no second full-time stay. Where the partner has published no slot for a
stay, a closed one is made that has as many places as are brought over.

Lines are written one by one, unlike students and records. Each takes a place that a trigger counts and a numbered seat beside those that
the line before it took; each moves, so that its evaluation is planned and its people are told; and each refusal is its own line's. It
is a running term, some hundreds of lines, and a job beyond fifty.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Agreement, Department, Membership, Partner
from notifications.services.posting import say
from placements.models import Application, Placement, Slot
from placements.notices.placements import brought_to_student
from placements.policies import bringing as policies
from placements.policies.name_lists import TAKES
from placements.services.applications_moves import lock_application
from placements.services.offers_places import take_place
from placements.services.placements import placement_of, save_placement
from placements.services.placements_cover import agreements_covering, why_uncovered
from placements.services.placements_moves import make_move
from placements.services.seats import take_agreement_seats
from placements.states import (
    BRING,
    BRING_ACTIVE,
    BRING_COMPLETED,
    BRING_CONFIRMED,
    PlacementState,
    SlotState,
)
from students.models import Student

MOVES = {
    PlacementState.PLANNED: BRING_CONFIRMED,  # as always: confirmed at once where an agreement covers it
    PlacementState.CONFIRMED: BRING_CONFIRMED,
    PlacementState.ACTIVE: BRING_ACTIVE,
    PlacementState.COMPLETED: BRING_COMPLETED,
}
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Stay:
    """What the earlier records say of one placement. None where they say nothing: the slot's own word holds."""

    student: Student
    department: Department
    kind: str
    starts_on: date
    ends_on: date
    title: str = ""
    full_time: bool | None = None
    required_hours: int | None = None


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


@transaction.atomic
def bring_placement(
    *,
    by: Actor,
    now: datetime,
    stay: Stay,
    state: str,
    supervisor: Membership | None = None,
    agreement: str = "",
    agreed_with: str = "",
) -> Placement:
    """Write one placement as the earlier records have it. Whoever calls tells the partner's people (`tell_brought_over`).

    Locks student, partner, agreements, slots. Raises NotAllowed, Refusal with the field it is about.
    """
    require(policies.may_bring(by, stay.student))
    partner_id = stay.department.site.partner_id
    lock_stays(students=[stay.student.pk], partners=[partner_id])
    today = clock.day_of(now, stay.student.institute.zone)
    for field, words in policies.against(state, stay.starts_on, stay.ends_on, agreed_with, today):
        raise Refusal(words, field=field)
    _check_supervisor(supervisor, stay.student, partner_id)
    application = _application(stay, by=by, now=now)
    with about("starts_on"):
        note = _("Brought over from the institute’s earlier records.")
        receipt = {"number": f"B-{application.pk}", "at": now.isoformat(), "brought": True}
        take_place(application, by=by, now=now, note=note, receipt=receipt, move=BRING)
    placement = placement_of(application, supervisor or application.slot.supervisor, now)
    placement.brought_at, placement.brought_by_id, placement.agreed_with = now, by.user_id, agreed_with
    if stay.required_hours is not None:
        placement.required_minutes = stay.required_hours * 60
    if stay.full_time is not None:
        placement.full_time = stay.full_time
    with about("starts_on"):
        _save(placement)
    return _put(placement, state, agreement, by=by, now=now)


def _check_supervisor(supervisor: Membership | None, student: Student, partner_id: int) -> None:
    if supervisor is None:
        return
    if supervisor.partner_id != partner_id or supervisor.ended_at or supervisor.user_id == student.user_id:
        raise Refusal(_("This person cannot supervise this intern."), field="supervisor")


def _save(placement: Placement) -> None:
    """Save; a stay that somebody else has brought over meanwhile is named as that."""
    try:
        with transaction.atomic():
            save_placement(placement)
    except IntegrityError as error:
        raise Refusal(_("This placement has just been brought over by somebody else.")) from error


def _application(stay: Stay, *, by: Actor, now: datetime) -> Application:
    """The student's application for the slot of the stay, locked; a new one where there is none."""
    slot = _slot_of(stay, by=by, now=now)
    application, _new = Application.objects.get_or_create(
        student=stay.student, slot=slot, defaults={"institute_id": stay.student.institute_id, "created_at": now}
    )
    application = lock_application(application.pk)
    if not BRING.allowed_from(application.state):
        words = _("The student has an application for “%(slot)s” that stands at “%(state)s”.")
        told = {"slot": slot, "state": application.get_state_display()}
        raise Refusal(words % told, instead=_("Settle that one first."), field="title")
    return application


def _slot_of(stay: Stay, *, by: Actor, now: datetime) -> Slot:
    """The slot that the partner has published for these days, of the title where one is said; else one made for what is brought over."""
    named = Slot.objects.filter(department=stay.department, kind=stay.kind, state__in=TAKES, brought_for=None)
    named = named.filter(title__iexact=stay.title) if stay.title else named
    fitting = list(named.filter(starts_on=stay.starts_on, ends_on=stay.ends_on)[:2])
    if len(fitting) > 1:
        raise Refusal(
            _("Several slots of the department fit these days."), instead=_("Write its title."), field="title"
        )
    return fitting[0] if fitting else _made_for(stay, by=by, now=now)


def _made_for(stay: Stay, *, by: Actor, now: datetime) -> Slot:
    """The closed slot of everybody who is brought over for the same stay, with one place more."""
    department = stay.department
    terms: dict[str, Any] = {
        "department": department,
        "kind": stay.kind,
        "starts_on": stay.starts_on,
        "ends_on": stay.ends_on,
        "full_time": stay.full_time is not False,
        "required_hours": stay.required_hours or 0,
        "title": stay.title or _("%(department)s, brought over") % {"department": department.name},
        "brought_for_id": stay.student.institute_id,
    }
    slot = Slot.objects.filter(**terms).order_by("pk").first()
    if slot is None:
        slot = Slot(
            **terms,
            partner_id=department.site.partner_id,
            city=department.site.city,
            state=SlotState.CLOSED,
            is_public=False,
            apply_by=now,
            confirmed_at=now,
            created_at=now,
        )
    slot.places += 1
    slot.save()
    return slot


def _put(placement: Placement, state: str, agreement: str, *, by: Actor, now: datetime) -> Placement:
    """Under the agreement that covers it, and where it had come so far. What is only planned may wait for one."""
    covering = agreements_covering(placement)
    with about("agreement"):
        if not covering and state != PlacementState.PLANNED:
            raise why_uncovered(placement)
        if agreement and covering and agreement.casefold() != covering[0].title.casefold():
            words = _("These days are covered by “%(title)s”.") % {"title": covering[0].title}
            raise Refusal(words, instead=_("Correct the cell, or leave it empty."))
        if not covering:
            say(brought_to_student, placement, key=str(placement.pk), now=now)
            return placement
        take_agreement_seats(application_id=placement.application_id, agreements=covering)
    changes: dict[str, Any] = {"agreement": covering[0]}
    if state in policies.COUNTED:
        changes["arrived_on"] = placement.starts_on
    if state == PlacementState.COMPLETED:
        changes["completed_at"] = datetime.combine(placement.ends_on, NOON, tzinfo=placement.institute.zone)
    note = _("Brought over from the institute’s earlier records.")
    if placement.agreed_with:
        note = f"{note} {_('Agreed with %(name)s.') % {'name': placement.agreed_with}}"
    return make_move(placement, MOVES[PlacementState(state)], by=by, now=now, note=note, **changes)


@contextmanager
def about(field: str) -> Iterator[None]:
    """A refusal in here that names no field is about this one."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = refusal.field or field
        raise
