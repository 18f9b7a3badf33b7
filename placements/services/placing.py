"""Placing by hand: a list of names. Places kept for the institute are filled at once; any other is asked for."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import YES, require
from placements.models import NameList, Slot
from placements.policies import name_lists as lists
from placements.policies import placing as policies
from placements.services.applications_moves import lock_slots
from placements.services.name_lists import Entry, move_list, put_names, write_list
from placements.services.name_lists_answers import Answer, accept_name
from placements.states import FILL_LIST, SEND_LIST
from students.models import Student


@transaction.atomic
def place_student(*, student_id: int, by: Actor, now: datetime, slot: Slot, note: str = "") -> NameList:
    """Put the student into a place that the slot keeps for the institute; without one, send the name to the partner, which answers.

    Locks student, partner, agreements, slot, application, so that two clerks cannot fill one place. Raises NotAllowed, Refusal,
    Student.DoesNotExist.
    """
    require(policies.may_place(by))
    mine = Student.objects.visible_to(by).select_related("user", "programme")
    student = mine.select_for_update(of=("self",), no_key=True).get(pk=student_id)
    lock_slots([slot.pk])
    found = policies.open_for(Slot.objects.select_related("partner").filter(pk=slot.pk), student, now).first()
    if found is None:
        require(lists.takes_names(slot, student.institute_id, now))
        raise Refusal(_("It keeps no place for your institute."), instead=_("Choose another slot."), field="slot")
    require(policies.against(student, [found]).get(found.pk, YES))
    name_list = write_list(by=by, now=now, slot=found, note=note)
    put_names(name_list, [Entry(student, note[:200])])
    if not found.kept:  # type: ignore[attr-defined]
        return move_list(name_list, SEND_LIST, by=by, now=now, sent_at=now)
    return fill_places(name_list, by=by, now=now)


def fill_places(name_list: NameList, *, by: Actor, now: datetime) -> NameList:
    """Give everybody on a draft a place that its slot keeps for the institute, all or none.

    The caller holds the locks on students, partner, agreements and slot. Raises Refusal.
    """
    for name in name_list.names.order_by("position"):
        accept_name(name, Answer(accept=True), name_list=name_list, by=by, now=now)
        name.answered_at, name.answered_by_id = now, by.user_id
        name.save()
    return move_list(name_list, FILL_LIST, by=by, now=now, sent_at=now, answered_at=now)
