"""Lists of names, as the institute writes and sends them. The partner's answer is in `name_lists_answers`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.verdict import require
from core.words import listed
from institutions.models import Membership
from notifications.services.posting import tell
from placements.models import ListedName, NameList, NameListTransition, Slot
from placements.notices.name_lists import LIST_TOLD_ABOUT
from placements.policies import name_lists as policies
from placements.states import DISCARD_LIST, RECALL_LIST, SEND_LIST
from students.models import Student

MOST = 100  # names on one list


@dataclass(frozen=True, slots=True)
class Entry:
    """One name to put on a list."""

    student: Student
    note: str = ""
    supervisor: Membership | None = None


def lock_list(name_list_id: int) -> NameList:
    """The list, its row locked, with slot and partner. Locked before students, partners and slots. One query."""
    rows = NameList.objects.select_for_update(of=("self",), no_key=True)
    return rows.for_list().get(pk=name_list_id)


def move_list(name_list: NameList, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any) -> NameList:
    """Check, change, write the history, tell. The caller holds the lock. Raises IllegalMove."""
    move.check(name_list.state, label=name_list.get_state_display())
    was, name_list.state = name_list.state, move.target
    for name, value in changes.items():
        setattr(name_list, name, value)
    name_list.save(update_fields=["state", *changes])
    row = NameListTransition.write(name_list, move, by=by, now=now, was=was, note=note)
    tell(LIST_TOLD_ABOUT, name_list, move, row, now=now)
    return name_list


@transaction.atomic
def write_list(*, by: Actor, now: datetime, slot: Slot, note: str = "") -> NameList:
    """Begin a list for a slot. Raises NotAllowed, Refusal (the slot takes nobody any more)."""
    require(policies.may_write(by))
    require(policies.takes_names(slot, by.institute_id, now))
    return NameList.objects.create(institute_id=by.institute_id, slot=slot, note=note, created_at=now)


@transaction.atomic
def add_names(
    *, name_list_id: int, by: Actor, now: datetime, students: Iterable[Student] = (), numbers: Sequence[Any] = ()
) -> NameList:
    """Put students on the list: picked ones, and pairs of roll number and note as they were pasted.

    Locks the list. A name that stands on it already is left as it is. Raises NotAllowed, Refusal (an unknown roll number, too many,
    a name that waits for this slot on another list).
    """
    name_list = lock_list(name_list_id)
    require(policies.may_edit(by, name_list))
    put_names(name_list, [*map(Entry, students), *_known(name_list, numbers, by)])
    return name_list


def put_names(name_list: NameList, entries: Sequence[Entry]) -> None:
    """The entries at the end of the list, each student once. The caller holds the lock. Raises Refusal."""
    there = set(name_list.names.values_list("student_id", flat=True))
    new = {entry.student.pk: entry for entry in entries if entry.student.pk not in there}
    if any(entry.student.institute_id != name_list.institute_id for entry in new.values()):
        raise Refusal(_("This student belongs to another institute."))
    if len(there) + len(new) > MOST:
        raise Refusal(_("A list has at most %(most)d names.") % {"most": MOST}, instead=_("Begin a second one."))
    last = name_list.names.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            ListedName.objects.bulk_create(
                ListedName(
                    name_list=name_list,
                    student=entry.student,
                    slot=name_list.slot,
                    position=position,
                    note=entry.note,
                    supervisor=entry.supervisor,
                )
                for position, entry in enumerate(new.values(), start=last + 1)
            )
    except IntegrityError as error:
        raise Refusal(
            _("One of these names waits for this slot on another list."), instead=_("Leave it out here.")
        ) from error


def _known(name_list: NameList, numbers: Sequence[tuple[str, str]], by: Actor) -> list[Entry]:
    """The students whom `by` sees and who have these roll numbers. One query. Raises Refusal that names those whom nobody has."""
    wanted = {number.upper() for number, _note in numbers}
    ours = Student.objects.visible_to(by).filter(institute_id=name_list.institute_id).annotate(number=Upper("roll_no"))
    known = {student.number: student for student in ours.filter(number__in=wanted)}
    missing = [number for number, _note in numbers if number.upper() not in known]
    if missing:
        raise Refusal(
            _("No student here has the roll number %(numbers)s.") % {"numbers": listed(missing)},
            instead=_("Look at it once more; nothing was added."),
            field="numbers",
        )
    return [Entry(known[number.upper()], note) for number, note in numbers]


@transaction.atomic
def describe_name(
    *, name_id: int, by: Actor, now: datetime, note: str, supervisor: Membership | None = None
) -> ListedName:
    """Another note or supervisor for a name on a draft. Locks the list. Raises NotAllowed, Refusal."""
    name_list = lock_list(ListedName.objects.values_list("name_list_id", flat=True).get(pk=name_id))
    require(policies.may_edit(by, name_list))
    name = name_list.names.get(pk=name_id)
    name.note, name.supervisor = note, supervisor
    name.save(update_fields=["note", "supervisor"])
    return name


@transaction.atomic
def remove_name(*, name_list_id: int, name_id: int, by: Actor, now: datetime) -> NameList:
    """Take a name off a draft. Locks the list. Raises NotAllowed, Refusal, ListedName.DoesNotExist."""
    name_list = lock_list(name_list_id)
    require(policies.may_edit(by, name_list))
    name_list.names.get(pk=name_id).delete()
    return name_list


@transaction.atomic
def send_list(*, name_list_id: int, by: Actor, now: datetime) -> NameList:
    """Send it to the partner, whose leads are told. Locks the list. Raises NotAllowed, Refusal, IllegalMove."""
    name_list = lock_list(name_list_id)
    require(policies.may_send(by, name_list, now))
    return move_list(name_list, SEND_LIST, by=by, now=now, sent_at=now)


@transaction.atomic
def recall_list(*, name_list_id: int, by: Actor, now: datetime) -> NameList:
    """Take it back while nothing is answered: it is a draft again. Locks the list. Raises NotAllowed, Refusal, IllegalMove."""
    name_list = lock_list(name_list_id)
    require(policies.may_recall(by, name_list))
    return move_list(name_list, RECALL_LIST, by=by, now=now)


@transaction.atomic
def discard_list(*, name_list_id: int, by: Actor, now: datetime) -> NameList:
    """Throw a draft away; its names are free for other lists. Locks the list. Raises NotAllowed, Refusal, IllegalMove."""
    name_list = lock_list(name_list_id)
    require(policies.may_discard(by, name_list))
    name_list.names.all().delete()
    return move_list(name_list, DISCARD_LIST, by=by, now=now)
