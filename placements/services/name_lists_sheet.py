"""The names on lists, one a line: what their lines say, and which services write them.

A new name comes on a draft, which is sent by hand; what the partner answered is its own, and only goes out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actor import Actor, Role
from core.columns import Column, day, email, length, normal, said
from core.errors import Words
from core.sheet_kinds import ManySheet, Numbered, noting, number_column
from core.sheets import OF_PLACEMENTS, Row, declare
from core.tables import Problem
from core.verdict import Verdict
from institutions.models import Membership
from institutions.services.departments_sheet import Departments, Partners, departments_of, find_partner, partner_book
from institutions.services.people_sheet import site_and_name
from placements.models import ListedName, Slot
from placements.policies import name_lists as policies
from placements.services.name_lists import Entry, describe_name, put_names, write_list
from placements.services.placements_sheet import find_department_of, find_student, roll_of, students_book
from students.models import Student

Slots = Mapping[tuple[int, str, date], Slot | None]


@dataclass(frozen=True, slots=True)
class Book:
    """What lines name: students, partners with their departments and supervisors, and blocks that still take names."""

    students: Mapping[str, Student]
    partners: Partners
    departments: Departments
    supervisors: Mapping[tuple[int, str], Membership]
    slots: Slots


def _address(person: Membership | None) -> str:
    return person.user.email if person else ""


class NameListSheet(Numbered, ManySheet):
    """Names that the actor's institute sends, known by student and block."""

    noun = "name_lists"
    area = OF_PLACEMENTS
    title = gettext_lazy("Names on lists")
    about = gettext_lazy(
        "New names come on a draft for each block, which you send. What the partner answered only goes out."
    )
    columns = (
        number_column("line_no", "Line number"),
        Column("roll_no", "Roll number", needed=True, most=length(Student, "roll_no"), say=roll_of,
               also=("roll", "reg no", "registration number")),
        Column("partner", "Partner", needed=True, also=("hospital", "organisation", "host"),
               help=gettext_lazy("Its name in the register.")),
        Column("department", "Department", needed=True, also=("ward", "section"), say=site_and_name,
               help=gettext_lazy("Its name, or site / name where two have one name.")),
        Column("slot", "Slot", needed=True, also=("block", "rotation", "internship", "title"), help=gettext_lazy("Its title.")),
        Column("starts_on", "First day", day, needed=True, also=("start", "starts", "from", "start date"),
               help=gettext_lazy("Of the block.")),
        Column("note", "Note", most=length(ListedName, "note"), also=("remark",)),
        Column("supervisor", "Supervisor’s e-mail", email, empty=None, also=("supervisor", "preceptor"), say=_address,
               help=gettext_lazy("Of somebody who supervises there, if you wish for one.")),
    )  # fmt: skip
    shown = ("Name", "List", "Answer", "Answered for", "Reason")
    unique = (("roll_no", "partner", "department", "slot", "starts_on"),)
    sample = (
        ("", "MIT-2027-001", "Margalla Teaching Hospital", "Main building / Radiology", "Diagnostic radiography rotation", "2027-03-01",
         "Speaks Sindhi", ""),
        ("", "MIT-2027-002", "Margalla Teaching Hospital", "Ward 4", "Ward rotation", "2027-03-01", "", "sana.mirza@margalla.example"),
    )  # fmt: skip
    list_route = "name_list_list"
    fixed = ("roll_no", "partner", "department", "slot", "starts_on")

    def may(self, actor: Actor) -> Verdict:
        return policies.may_write(actor)

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        partners = partner_book(actor, rows)
        people = Membership.objects.current().filter(partner__in=partners.values(), role=Role.SUPERVISOR)
        return Book(
            students_book(actor, rows),
            partners,
            departments_of(partners.values()),
            {(m.partner_id, m.user.email): m for m in people.select_related("user")},
            _slots(actor, partners),
        )

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        yield from find_student(row, book.students)
        yield from find_partner(row, book.partners)
        yield from find_department_of(row, book.departments)
        partner, cell = row.values["partner"], row.values.get("supervisor")
        if cell:
            row.values["supervisor"] = book.supervisors.get((getattr(partner, "pk", 0), cell))
            if row.values["supervisor"] is None:
                yield "supervisor", _("Nobody supervises there under “%(cell)s”. It may stay empty.") % {"cell": cell}
        place = (getattr(row.values["department"], "pk", 0), normal(row.values["slot"]), row.values["starts_on"])
        row.values["place"] = book.slots.get(place)
        row.values["places"] = place in book.slots

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[ListedName]:
        theirs = Q(student__in={row.values["roll_no"] for row in rows}) | Q(pk__in=self.numbers(rows))
        found = listed_names(actor).filter(theirs)
        return found.select_for_update(of=("self",)) if lock else found

    def keys_of(self, thing: ListedName) -> Iterable[tuple[str, ...]]:
        """A name that was struck may be sent again: only its number is about the old line."""
        number, natural = super().keys_of(thing)
        return (number,) if thing.answer == ListedName.Answer.STRUCK else (number, natural)

    def cells(self, thing: ListedName) -> dict[str, str]:
        slot = thing.name_list.slot
        return {
            "roll_no": thing.student.roll_no,
            "partner": slot.partner.name,
            "department": site_and_name(slot.department),
            "slot": slot.title,
            "starts_on": said(slot.starts_on),
            "note": thing.note,
            "supervisor": _address(thing.supervisor),
        }

    def beside(self, thing: ListedName) -> Sequence[Any]:
        swapped = thing.slot.title if thing.is_swapped else ""
        state = thing.name_list.get_state_display()
        return (thing.student.user.name, state, thing.get_answer_display(), swapped, thing.reason)

    def settle(self, row: Row, book: Book, actor: Actor) -> Iterator[tuple[str, Words]]:
        """What was sent stays as the partner read it."""
        yield from super().settle(row, book, actor)
        if not (verdict := policies.may_edit(actor, row.thing.name_list)):
            for name in list(row.changes):
                was, _becomes = row.changes.pop(name)
                yield name, _("stays “%(was)s”: %(why)s") % {"was": was, "why": verdict.reason}

    def known(self, rows: Sequence[Row], actor: Actor) -> Iterator[Problem]:
        yield from super().known(rows, actor)
        for row in rows:
            if row.is_new and row.values["place"] is None:
                words = (
                    _(
                        "Several blocks of this title begin there on this day. Write their list on the page of name lists."
                    )
                    if row.values["places"]
                    else _("No block of this title that begins there on this day takes names any more.")
                )
                yield Problem(row.line, "slot", words)

    def add_many(self, rows: Sequence[Row], *, by: Actor, now: datetime) -> list[Problem]:
        """A draft for each block."""
        refused: list[Problem] = []
        in_order = sorted(rows, key=lambda row: (row.values["place"].pk, row.line))
        for slot, members in groupby(in_order, key=lambda row: row.values["place"]):
            names = list(members)
            with noting(refused, names[0]):
                put_names(write_list(by=by, now=now, slot=slot), [_entry(row) for row in names])
        return refused

    def edit(self, row: Row, *, by: Actor, now: datetime) -> ListedName:
        values = {name: self.value(row, name, getattr(row.thing, name)) for name in ("note", "supervisor")}
        return describe_name(name_id=row.thing.pk, by=by, now=now, **values)


def _entry(row: Row) -> Entry:
    return Entry(row.values["roll_no"], row.values.get("note", ""), row.values.get("supervisor"))


def _slots(actor: Actor, partners: Partners) -> dict[tuple[int, str, date], Slot | None]:
    """Blocks that take names, by department, title and first day; None where several are alike. One query."""
    found: dict[tuple[int, str, date], Slot | None] = {}
    ahead = Slot.objects.visible_to(actor).filter(partner__in=partners.values(), state__in=policies.TAKES)
    for slot in ahead.filter(starts_on__gt=clock.today()).for_list().order_by("pk"):
        key = (slot.department_id, normal(slot.title), slot.starts_on)
        found[key] = None if key in found else slot
    return found


def listed_names(actor: Actor) -> QuerySet[ListedName]:
    """The names on lists that the actor sees, with all that a line says of them. One query."""
    mine = ListedName.objects.visible_to(actor).select_related(
        "student__user", "supervisor__user", "slot", "name_list__slot__partner", "name_list__slot__department__site", "name_list__institute"
    )  # fmt: skip
    return mine.order_by("-name_list", "position", "pk")


NAME_LISTS = declare(NameListSheet())
