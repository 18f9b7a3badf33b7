"""A pasted grid: roll number, department or slot, first day, last day, supervisor. Each cell is checked; what fits becomes lists of names.

A partner consents to whom it takes. Where it keeps places for the institute it has consented beforehand, and the rows are placed at
once, as by hand (ADR 24); every other row goes to the partner, on one list for each slot.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Job
from accounts.services.jobs import order_job
from core import clock
from core.actor import Actor, Role
from core.errors import Refusal
from core.sheet_kinds import parts
from core.verdict import require
from core.words import day, listed
from institutions.models import Membership, Partner
from placements.models import NameList, Slot
from placements.policies import name_lists as policies
from placements.policies.placing import falling
from placements.readiness import clearances, held_agreements, stays_of_many
from placements.services.applications_moves import lock_slots
from placements.services.name_lists import MOST as MOST_NAMES
from placements.services.name_lists import Entry, move_list, put_names, write_list
from placements.services.pasting_room import mark_full
from placements.services.pasting_rows import PastedRow, by_slot, read_day, split
from placements.services.placing import fill_places
from placements.states import SEND_LIST
from students.models import Student

MOST = 500  # rows
IN_REQUEST, PLACED_IN_REQUEST = (
    300,
    50,
)  # rows that are done while the person waits: a name costs little, a place some sixty statements
TASK = "placements.run_paste"


def check_paste(*, by: Actor, now: datetime, partner: Partner, order: str, text: str) -> list[PastedRow]:
    """Every row with what it means and what stands against it. Writes nothing.

    Three queries; where students and slots are found, eight more at most, and three for each slot. Raises NotAllowed,
    Refusal (too many rows, or none).
    """
    require(policies.may_write(by))
    rows = split(text)
    if not rows:
        raise Refusal(_("There is no row yet."), instead=_("Copy the rows from your spreadsheet."), field="text")
    if len(rows) > MOST:
        raise Refusal(_("At most %(most)d rows at once.") % {"most": MOST}, field="text")
    _read_students(rows, by)
    for row in rows:
        _read_days(row, order)
    _read_slots(rows, partner, by)
    _read_supervisors(rows, partner)
    _against_each_other(rows)
    _against_rules(rows, by)
    placed = [row for row in rows if row.student and row.slot]
    held = held_agreements([row.student for row in placed]) if placed else []
    mark_full(rows, partner, held, by)
    clear = clearances(stays_of_many([(row.student, row.slot) for row in placed], held), by)
    for row in placed:
        row.clearance = clear.get((row.student.pk, row.slot.pk))
    kept = [row for row in placed if row.is_kept]
    falls = falling([(row.student, row.slot) for row in kept]) if kept else {}
    for row in kept:
        row.falls = falls[row.student.pk, row.slot.pk]
    return rows


def _read_students(rows: list[PastedRow], by: Actor) -> None:
    ours = Student.objects.visible_to(by).filter(institute_id=by.institute_id).select_related("user", "programme")
    wanted = {row.cells["roll"].upper() for row in rows}
    known = {s.number: s for s in ours.annotate(number=Upper("roll_no")).filter(number__in=wanted)}
    for row in rows:
        row.student = known.get(row.cells["roll"].upper())
        if row.student is None:
            row.words["roll"].append(_("No student here has this roll number."))


def _read_days(row: PastedRow, order: str) -> None:
    row.first, row.last = read_day(row.cells["first"], order), read_day(row.cells["last"], order)
    for column, value in (("first", row.first), ("last", row.last)):
        if value is None:
            row.words[column].append(_("This is no day. Write it like 2027-01-04 or 4 Jan 2027."))
    if row.first and row.last and row.last < row.first:
        row.words["last"].append(_("It comes before the first day."))


def _read_slots(rows: list[PastedRow], partner: Partner, by: Actor) -> None:
    """The slot of each row: by its title or its department, and by its days."""
    ahead = Slot.objects.visible_to(by).filter(partner=partner, state__in=policies.TAKES, starts_on__gt=clock.today())
    by_name: dict[str, list[Slot]] = defaultdict(list)
    for slot in ahead.for_list().order_by("starts_on", "pk"):
        for name in {slot.title.casefold(), slot.department.name.casefold()}:
            by_name[name].append(slot)
    for row in rows:
        named = by_name.get(row.cells["place"].casefold(), [])
        fitting = [slot for slot in named if (slot.starts_on, slot.ends_on) == (row.first, row.last)]
        if len(fitting) == 1:
            row.slot = fitting[0]
        else:
            row.words["place"].append(_no_slot(row, partner, named, fitting))


def _no_slot(row: PastedRow, partner: Partner, named: list[Slot], fitting: list[Slot]) -> str:
    if fitting:
        titles = listed(slot.title for slot in fitting)
        return _("Several slots fit: %(titles)s. Write the title.") % {"titles": titles}
    if not named:
        return _("%(partner)s has no slot ahead of this name. Ask them to publish one.") % {"partner": partner}
    stretches = listed(f"{day(slot.starts_on)} – {day(slot.ends_on)}" for slot in named[:4])
    return _("There is no block on these days, but: %(stretches)s.") % {"stretches": stretches}


def _read_supervisors(rows: list[PastedRow], partner: Partner) -> None:
    people = Membership.objects.current().filter(partner=partner, role=Role.SUPERVISOR).select_related("user")
    known: dict[str, list[Membership]] = defaultdict(list)
    for membership in people:
        known[membership.user.name.casefold()].append(membership)
    for row in rows:
        if name := row.cells["supervisor"]:
            called = known.get(name.casefold(), [])
            if len(called) == 1:
                row.supervisor = called[0]
            elif called:
                row.words["supervisor"].append(
                    _("Several of this name supervise there. Leave it empty; the partner names the right one.")
                )
            else:
                row.words["supervisor"].append(_("Nobody of this name supervises there. It may stay empty."))


def _against_each_other(rows: list[PastedRow]) -> None:
    """A student twice in one slot, or in two full-time slots at once."""
    earlier: dict[int, list[PastedRow]] = defaultdict(list)
    for row in rows:
        if row.student is None or row.slot is None:
            continue
        for other in earlier[row.student.pk]:
            if other.slot.full_time and row.slot.full_time and other.slot.overlaps(row.first, row.last):
                row.words["first"].append(
                    _("Line %(line)d places the same student on these days.") % {"line": other.line}
                )
        earlier[row.student.pk].append(row)


def _against_rules(rows: list[PastedRow], by: Actor) -> None:
    for slot, members in by_slot(rows).items():
        against = policies.concerns(slot, [row.student for row in members])
        for row in members:
            row.words["roll"] += [f"{verdict.reason} {verdict.instead}".strip() for verdict in against[row.student.pk]]


@transaction.atomic
def send_paste(
    *, by: Actor, now: datetime, partner: Partner, order: str, text: str, everything: bool = True
) -> NameList | Job:
    """Place whom kept places wait for, and send the others to the partner. With `everything`, all of it or nothing.

    Many rows are a job, which does the same in one transaction. Raises NotAllowed, Refusal (something does not fit, or nothing does).
    Returns the last list, or the job.
    """
    fitting = _fitting(check_paste(by=by, now=now, partner=partner, order=order, text=text), everything=everything)
    if len(fitting) <= IN_REQUEST and sum(row.is_kept for row in fitting) <= PLACED_IN_REQUEST:
        return _carry_out(fitting, by=by, now=now)
    title = _("Place and send %(n)d names at %(partner)s") % {"n": len(fitting), "partner": partner}
    step = {"partner": partner.pk, "order": order, "text": text, "everything": everything}
    return order_job(kind=TASK, title=title, steps=[step], path=reverse("name_list_list"), by=by, now=now)


def run_paste(step: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """What the job of a long grid does, in one transaction: the rows are looked at once more. Raises NotAllowed, Refusal."""
    said = {
        "partner": Partner.objects.visible_to(by).get(pk=step["partner"]),
        "order": step["order"],
        "text": step["text"],
    }
    _carry_out(_fitting(check_paste(by=by, now=now, **said), everything=step["everything"]), by=by, now=now)


def _fitting(rows: list[PastedRow], *, everything: bool) -> list[PastedRow]:
    wrong = [row for row in rows if not row.fits]
    if wrong and everything:
        words = ngettext("%(n)d row does not fit yet.", "%(n)d rows do not fit yet.", len(wrong)) % {"n": len(wrong)}
        raise Refusal(words, instead=_("Mend what the cells say, or send only what fits."))
    if len(wrong) == len(rows):
        raise Refusal(_("No row fits yet."), instead=_("The words beside each cell say why."))
    return [row for row in rows if row.fits]


def _carry_out(rows: list[PastedRow], *, by: Actor, now: datetime) -> NameList:
    """A list for each slot and each hundred: filled where places are kept, else sent. Locks students, partner, agreements, slots."""
    groups = by_slot(rows)
    students = Student.objects.filter(pk__in=[row.student.pk for row in rows if row.student]).order_by("pk")
    list(students.select_for_update(of=("self",), no_key=True).values_list("pk"))
    lock_slots([slot.pk for slot in groups])
    for slot, members in groups.items():
        for part in parts(members, MOST_NAMES):
            made = write_list(by=by, now=now, slot=slot)
            put_names(made, [Entry(row.student, supervisor=row.supervisor) for row in part])
            if part[0].is_kept:
                _fill(made, part, by=by, now=now)
            else:
                move_list(made, SEND_LIST, by=by, now=now, sent_at=now)
    return made


def _fill(name_list: NameList, rows: Sequence[PastedRow], *, by: Actor, now: datetime) -> None:
    """What has changed since the rows were looked at is refused, and named by its lines."""
    try:
        fill_places(name_list, by=by, now=now)
    except Refusal as refusal:
        lines = listed(str(row.line) for row in rows)
        raise Refusal(
            _("“%(slot)s”, lines %(lines)s: %(why)s") % {"slot": name_list.slot, "lines": lines, "why": refusal},
            instead=_("Nobody was placed. Look at the rows again."),
        ) from refusal
