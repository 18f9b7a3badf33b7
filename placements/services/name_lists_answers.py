"""What a partner answers to a list: each name accepted, struck or swapped, and what the student may say to it.

Locks, in this order: list, students, partners, agreements, slots, applications.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import CLOCK, Actor
from core.errors import Refusal
from core.verdict import require
from core.words import day
from institutions.models import Membership
from notifications.services.posting import notify
from placements.models import Application, ListedName, NameList, Placement, Slot
from placements.notices import name_lists as notices
from placements.policies import name_lists as policies
from placements.policies.offers import overlapping_hopes
from placements.services.applications_moves import lock_application, lock_slots, move_application
from placements.services.name_lists import lock_list, move_list
from placements.services.offers_places import take_place
from placements.services.placements import create_placement
from placements.services.placements_moves import lock_placement
from placements.states import ANSWER_LIST, WITHDRAW
from students.models import Student


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lead says to one name. Without `accept` it is struck, for the `reason`."""

    accept: bool
    slot_id: int | None = None
    supervisor: Membership | None = None
    reason: str = ""


@transaction.atomic
def answer_list(*, name_list_id: int, by: Actor, now: datetime, answers: Mapping[int, Answer]) -> NameList:
    """Answer to the names of a list, by their primary keys. Accepting one places the student at once, in this slot or another.

    Each name stands for itself: what cannot be done is written beside it, and it waits on. The list is answered when no name waits.
    A name that was answered meanwhile stays as it is. Locks list, students, partner, agreements, slots, applications. Raises
    NotAllowed, Refusal.
    """
    name_list = lock_list(name_list_id)
    require(policies.may_answer(by, name_list))
    names = list(name_list.names.waiting().filter(pk__in=answers).order_by("position", "pk"))
    students = Student.objects.filter(pk__in=[name.student_id for name in names]).order_by("pk")
    list(students.select_for_update(of=("self",), no_key=True).values_list("pk"))
    slots = {answers[name.pk].slot_id or name_list.slot_id for name in names if answers[name.pk].accept}
    lock_slots(slots)
    for name in names:
        _answer(name, answers[name.pk], name_list=name_list, by=by, now=now)
    if not name_list.names.waiting().exists():
        move_list(name_list, ANSWER_LIST, by=by, now=now, answered_at=now)
    return name_list


def _answer(name: ListedName, answer: Answer, *, name_list: NameList, by: Actor, now: datetime) -> None:
    """In a savepoint of its own, so that the one who does not fit keeps nobody else from a place."""
    try:
        with transaction.atomic():
            if answer.accept:
                accept_name(name, answer, name_list=name_list, by=by, now=now)
            else:
                _strike(name, answer)
            name.refusal, name.answered_at, name.answered_by_id = "", now, by.user_id
            name.save()
    except Refusal as refusal:
        ListedName.objects.filter(pk=name.pk).update(refusal=str(refusal))


def _strike(name: ListedName, answer: Answer) -> None:
    if not answer.reason.strip():
        raise Refusal(_("Say in a few words why the name is struck."))
    name.answer, name.reason = ListedName.Answer.STRUCK, answer.reason


def accept_name(name: ListedName, answer: Answer, *, name_list: NameList, by: Actor, now: datetime) -> None:
    """Place the student, and withdraw what waits elsewhere for the same days. The caller saves the name, and holds the locks.

    Raises NotAllowed, Refusal.
    """
    slot = Slot.objects.select_related("partner").get(pk=answer.slot_id or name_list.slot_id)
    if slot.partner_id != name_list.slot.partner_id:
        raise Refusal(_("This slot belongs to another partner."))
    require(policies.takes_names(slot, name_list.institute_id, now))
    application = _application(name, slot, name_list, now)
    require(policies.may_nominate(by, application, now))
    receipt = {"number": f"N-{name_list.pk}-{name.pk}", "at": now.isoformat(), "list": name_list.pk}
    take_place(application, by=by, now=now, note=name.note, receipt=receipt)
    supervisor = answer.supervisor or name.supervisor
    if supervisor is not None and (supervisor.partner_id != slot.partner_id or supervisor.ended_at):
        raise Refusal(_("This person cannot supervise here."), instead=_("Choose another supervisor."))
    create_placement(application=application, by=by, now=now, supervisor=supervisor)
    _withdraw_beside(application, by=by, now=now)
    name.answer, name.slot, name.application = ListedName.Answer.ACCEPTED, slot, application


def _withdraw_beside(placed: Application, *, by: Actor, now: datetime) -> None:
    """Withdraw what the student waits for on the days that are taken now. Another partner does not read which lead took them."""
    mover = by if by.institute_id == placed.institute_id else CLOCK
    why = _("%(student)s has taken a placement until %(day)s.")
    note = why % {"student": placed.student, "day": day(placed.slot.ends_on)}
    for pk in list(overlapping_hopes(placed).order_by("pk").values_list("pk", flat=True)):
        application = lock_application(pk)
        # One that got an offer meanwhile stays, for the student to decline.
        if WITHDRAW.allowed_from(application.state):
            move_application(application, WITHDRAW, by=mover, now=now, note=note)


def _application(name: ListedName, slot: Slot, name_list: NameList, now: datetime) -> Application:
    """The student's application for the slot, locked; a new one where there is none."""
    application, _new = Application.objects.get_or_create(
        student_id=name.student_id,
        slot=slot,
        defaults={"institute_id": name_list.institute_id, "created_at": now},
    )
    return lock_application(application.pk)


@transaction.atomic
def object_to_placement(*, placement_id: int, by: Actor, now: datetime, reason: str) -> Placement:
    """The student says what stands against a placement that a list made: both offices read it, and decide.

    Locks the placement. Raises NotAllowed, Refusal.
    """
    placement = lock_placement(placement_id)
    name = ListedName.objects.select_for_update(of=("self",)).filter(application=placement.application_id).first()
    require(policies.may_object(by, name, placement, placement.today(now)))
    name.objection, name.objected_at = reason, now
    name.save(update_fields=["objection", "objected_at"])
    notify(notices.objected, placement, reason, now=now)
    return placement
