"""The list of placements: a running term brought over from earlier records, and its corrections. What its lines say; the rules are in
`bringing`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actor import Actor, Role
from core.columns import Column, choice, choices_of, day, email, length, said, whole, yes_no
from core.errors import Words
from core.sheet_kinds import ManySheet
from core.sheets import OF_PLACEMENTS, Row, Tell, declare
from core.tables import Problem
from core.verdict import Verdict
from institutions.models import Institute, Membership, Partner, SlotKind
from institutions.services.departments_sheet import (
    Departments,
    Partners,
    department_at,
    departments_of,
    find_partner,
    partner_book,
)
from institutions.services.people_sheet import site_and_name
from placements.models import Placement, Slot
from placements.policies import bringing as policies
from placements.services.bringing import bring_placements, lock_stays
from placements.services.bringing_corrections import correct_brought_placement, tell_brought_over
from placements.services.bringing_room import Brought, Stay
from placements.states import LIVE, PlacementState
from students.models import Student

HOURS = 10_000
MINUTES = 60
WORDS = {state.value: state.value for state in PlacementState} | {
    "on placement": PlacementState.ACTIVE.value, "under way": PlacementState.ACTIVE.value, "waiting": PlacementState.PLANNED.value,
}  # fmt: skip
# What may become another one of what was brought over; everything else says which placement it is.
CORRECTED = ("supervisor", "starts_on", "ends_on", "required_hours", "agreed_with")


@dataclass(frozen=True, slots=True)
class Book:
    """What lines name: students by roll number, partners, their departments and supervisors, placements by number."""

    students: Mapping[str, Student]
    partners: Partners
    departments: Departments
    supervisors: Mapping[tuple[int, str], Membership]
    numbers: Mapping[int, int]


def roll_of(student: Student) -> str:
    """A student as a cell names them."""
    return student.roll_no


def students_book(actor: Actor, rows: Sequence[Row]) -> dict[str, Student]:
    """The actor's students that lines name, by roll number in small letters. One query."""
    here = Student.objects.visible_to(actor).select_related("user", "programme", "institute")
    wanted = {row.values["roll_no"].casefold() for row in rows}
    return {s.roll_no.casefold(): s for s in here if s.roll_no.casefold() in wanted}


def find_student(row: Row, students: Mapping[str, Student]) -> Iterator[tuple[str, Words]]:
    """Put the student into the line, or say that there is none."""
    if (student := students.get(row.values["roll_no"].casefold())) is not None:
        row.values["roll_no"] = student
    else:
        yield "roll_no", _("You have no student with the roll number %(cell)s.") % {"cell": row.values["roll_no"]}


def find_department_of(row: Row, departments: Departments) -> Iterator[tuple[str, Words]]:
    """Put the department into the line, once its partner is there."""
    partner = row.values["partner"]
    if not isinstance(partner, Partner):
        return
    department, wrong = department_at(partner, row.values["department"], departments)
    if wrong:
        yield "department", wrong
    else:
        row.values["department"] = department


class PlacementSheet(ManySheet):
    """Placements of the actor's institute, known by student, partner, department and first day; or by the number they went out with."""

    noun = "placements"
    area = OF_PLACEMENTS
    title = gettext_lazy("Placements under way")
    about = gettext_lazy(
        "The running term from your earlier records. Agreements, places and caps hold as for all others."
    )
    columns = (
        Column("placement_no", "Placement number", whole(1, 10**12), empty=None,
               help=gettext_lazy("Of one that is here, as a list that went out names it. Leave it out of a new list.")),
        Column("roll_no", "Roll number", needed=True, most=length(Student, "roll_no"), say=roll_of,
               also=("roll", "reg no", "registration number")),
        Column("partner", "Partner", needed=True, also=("hospital", "organisation", "host"),
               help=gettext_lazy("Its name in the register.")),
        Column("department", "Department", needed=True, also=("ward", "section"), say=site_and_name,
               help=gettext_lazy("Its name, or site / name where two have one name.")),
        Column("title", "Slot", most=length(Slot, "title"), also=("rotation", "internship", "title"),
               help=gettext_lazy("Of the partner’s slot; empty takes the one of these days, or makes one.")),
        Column("kind", "Kind of stay", choices_of(SlotKind), empty="", also=("kind", "type")),
        Column("starts_on", "First day", day, needed=True, also=("start", "starts", "from", "start date")),
        Column("ends_on", "Last day", day, needed=True, also=("end", "ends", "until", "to", "end date")),
        Column("full_time", "Full-time", yes_no, empty=None),
        Column("required_hours", "Hours asked for", whole(0, HOURS), empty=None, also=("required hours", "hours in all")),
        Column("supervisor", "Supervisor’s e-mail", email, also=("supervisor", "supervisor e-mail", "preceptor"),
               say=lambda person: person.user.email, help=gettext_lazy("Of somebody who supervises there already.")),
        Column("agreement", "Agreement", also=("mou",), help=gettext_lazy("Its title, if you wish to have it compared.")),
        Column("state", "Stands", choice(WORDS), also=("status", "state"),
               help=gettext_lazy("planned, confirmed, active or completed; empty follows from the days.")),
        Column("agreed_with", "Agreed with", most=length(Placement, "agreed_with"), also=("agreed by", "confirmed by"),
               help=gettext_lazy("Who at the partner said yes: for what is still ahead.")),
    )  # fmt: skip
    shown = ("Name", "Programme", "Supervisor’s name", "Hours approved")
    unique = (("roll_no", "partner", "department", "starts_on"),)
    sample = (
        ("", "MIT-2027-001", "Margalla Teaching Hospital", "Main building / Radiology", "", "rotation", "2026-11-02", "2027-01-29", "yes",
         "320", "sana.mirza@margalla.example", "", "active", ""),
        ("", "MIT-2027-002", "Margalla Teaching Hospital", "Ward 4", "", "rotation", "2027-02-01", "2027-04-30", "yes", "320", "", "",
         "confirmed", "Ms Farida Noor, education office"),
    )  # fmt: skip
    list_route = "placement_list"

    def may(self, actor: Actor) -> Verdict:
        return policies.may_bring_any(actor)

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        partners = partner_book(actor, rows)
        people = Membership.objects.current().filter(partner__in=partners.values(), role=Role.SUPERVISOR)
        numbers = [row.values["placement_no"] for row in rows if row.values.get("placement_no")]
        mine = Placement.objects.visible_to(actor).filter(pk__in=numbers)
        return Book(
            students_book(actor, rows),
            partners,
            departments_of(partners.values()),
            {(m.partner_id, m.user.email): m for m in people.select_related("user")},
            dict(mine.values_list("pk", "student_id")),
        )

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        """An empty cell leaves what is here, so that it says nothing."""
        row.values = {name: value for name, value in row.values.items() if value not in (None, "")}
        yield from find_student(row, book.students)
        yield from find_partner(row, book.partners)
        yield from find_department_of(row, book.departments)
        yield from self._find_supervisor(row, book)
        if row.values["ends_on"] < row.values["starts_on"]:
            yield "ends_on", _("The last day must not come before the first.")
        number, student = row.values.get("placement_no"), row.values["roll_no"]
        if number and number not in book.numbers:
            yield "placement_no", _("You have no placement with the number %(cell)s.") % {"cell": number}
        elif number and isinstance(student, Student) and book.numbers[number] != student.pk:
            yield "placement_no", _("The placement with the number %(cell)s is another student’s.") % {"cell": number}

    def _find_supervisor(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        partner = row.values["partner"]
        if not (cell := row.values.get("supervisor")) or not isinstance(partner, Partner):
            return
        if (person := book.supervisors.get((partner.pk, cell))) is not None:
            row.values["supervisor"] = person
        else:
            words = _(
                "Nobody supervises at %(partner)s under “%(cell)s”. Ask its placement lead to invite them, or leave it empty."
            )
            yield "supervisor", words % {"partner": partner, "cell": cell}

    def key(self, row: Row, names: Sequence[str] = ()) -> tuple[str, ...]:
        number = row.values.get("placement_no")
        return ("#", str(number)) if number and not names else super().key(row, names)

    def keys_of(self, thing: Placement) -> Iterable[tuple[str, ...]]:
        return (("#", str(thing.pk)), self.key_of(thing))

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Placement]:
        students = {row.values["roll_no"].pk for row in rows}
        if lock:  # so that whoever brings the same list at this moment finds what this one has brought
            lock_stays(students=students, partners={row.values["partner"].pk for row in rows})
        found = seen(actor).filter(student__in=students).order_by("pk")
        found = found.select_for_update(of=("self",)) if lock else found
        return sorted(found, key=lambda placement: placement.state in LIVE)  # of two of one key, the one that stands

    def cells(self, thing: Placement) -> dict[str, str]:
        plain = ("starts_on", "ends_on", "full_time", "state", "agreed_with")
        return {name: said(getattr(thing, name)) for name in plain} | {
            "placement_no": str(thing.pk),
            "roll_no": thing.student.roll_no,
            "partner": thing.partner.name,
            "department": site_and_name(thing.department),
            "title": thing.slot.title,
            "kind": thing.slot.kind,
            "required_hours": str(thing.required_minutes // MINUTES),
            "supervisor": thing.supervisor.user.email if thing.supervisor else "",
            "agreement": thing.agreement.title if thing.agreement else "",
        }

    def beside(self, thing: Placement) -> Sequence[Any]:
        name = thing.supervisor.user.name if thing.supervisor else ""
        return (thing.student.user.name, thing.student.programme.code, name, thing.approved_minutes / MINUTES)

    def settle(self, row: Row, book: Book, actor: Actor) -> Iterator[tuple[str, Words]]:
        verdict = policies.may_correct(actor, row.thing)
        for name in [name for name in row.changes if not verdict or name not in CORRECTED]:
            was, becomes = row.changes.pop(name)
            if was.casefold() != becomes.casefold():
                why = verdict.reason if not verdict else _("a list does not change this; the placement’s page may.")
                yield name, _("stays “%(was)s”: %(why)s") % {"was": was, "why": why}

    def known(self, rows: Sequence[Row], actor: Actor) -> Iterator[Problem]:
        """Whether a new line may stand as its days have it."""
        new = [row for row in rows if row.is_new]
        today = clock.day_of(clock.now(), Institute.objects.get(pk=actor.institute_id).zone) if new else date.min
        for row in new:
            starts_on, ends_on = row.values["starts_on"], row.values["ends_on"]
            state = row.values.setdefault("state", policies.state_by_days(starts_on, ends_on, today).value)
            for name, words in policies.against(state, starts_on, ends_on, row.values.get("agreed_with", ""), today):
                yield Problem(row.line, name, str(words))

    def add_many(self, rows: Sequence[Row], *, by: Actor, now: datetime) -> list[Problem]:
        over = bring_placements(by=by, now=now, lines=[_brought(row) for row in rows])
        return [Problem(rows[place].line, no.field or "", str(no)) for place, no in over.refused.items()]

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Placement:
        changes = {name: row.values[name] for name in CORRECTED if name in row.changes}
        return correct_brought_placement(placement_id=row.thing.pk, by=by, now=now, **changes)

    def write(self, rows: Sequence[Row], *, by: Actor, now: datetime, tell: Tell) -> list[Problem]:
        """Everything that is touched is locked first, in one order; the partner's people are told once, of all of it."""
        lock_stays(
            students={row.values["roll_no"].pk for row in rows}, partners={row.values["partner"].pk for row in rows}
        )
        refused = super().write(rows, by=by, now=now, tell=tell)
        brought = Placement.objects.visible_to(by).for_list().filter(brought_at=now, brought_by=by.user_id)
        tell_brought_over(list(brought.order_by("pk")), by=by, now=now)
        return refused


def _brought(row: Row) -> Brought:
    values = row.values
    stay = Stay(
        student=values["roll_no"],
        department=values["department"],
        kind=values.get("kind", SlotKind.ROTATION.value),
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        title=values.get("title", ""),
        full_time=values.get("full_time"),
        required_hours=values.get("required_hours"),
    )
    said_too = {name: values[name] for name in ("supervisor", "agreement", "agreed_with") if name in values}
    return Brought(stay, values["state"], **said_too)


def seen(actor: Actor) -> QuerySet[Placement]:
    """The actor's placements with all that a line says of them. One query."""
    mine = Placement.objects.visible_to(actor).for_list()
    return mine.select_related("student__programme", "department__site", "agreement")


PLACEMENTS = declare(PlacementSheet())
