"""The list of opening hours: what was approved in earlier records, one line a placement. What its lines say; the rules are in
`hours_opening`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.columns import Column, Wrong, day, length
from core.errors import Words
from core.sheet_kinds import ManySheet
from core.sheets import OF_PLACEMENTS, Row, declare
from core.tables import Problem
from core.verdict import Verdict
from institutions.services.departments_sheet import Departments, Partners, departments_of, find_partner, partner_book
from institutions.services.people_sheet import site_and_name
from placements.models import HoursEntry, Placement
from placements.policies import bringing as policies
from placements.services.bringing import lock_stays
from placements.services.hours_opening import Sum, open_hours, open_many
from placements.services.placements_sheet import (
    find_department_of,
    find_student,
    roll_of,
    seen,
    students_book,
)
from placements.states import LIVE
from students.models import Student

MINUTES = 60
MOST_HOURS = 10_000
_HOURS = re.compile(r"(\d{1,6})(?:[:h]([0-5]\d)|[.,](\d{1,2}))?")
Known = Mapping[tuple[int, int, date], Placement]


def minutes_of(cell: str) -> int:
    """Hours as people write them, in minutes: 120, 120.5, 120:30."""
    match = _HOURS.fullmatch(cell.strip())
    if match is None:
        raise Wrong(_("“%(cell)s” is no number of hours. Write it like 120, 120.5 or 120:30.") % {"cell": cell})
    whole, minutes, part = match.groups()
    found = int(whole) * MINUTES + (int(minutes) if minutes else round(float(f"0.{part or 0}") * MINUTES))
    if not 0 < found <= MOST_HOURS * MINUTES:
        raise Wrong(_("“%(cell)s” is more or fewer hours than a placement has.") % {"cell": cell})
    return found


def said_hours(minutes: int) -> str:
    """Minutes as a cell says them: 120, 120:30."""
    hours, rest = divmod(minutes, MINUTES)
    return f"{hours}:{rest:02}" if rest else str(hours)


@dataclass(frozen=True, slots=True)
class Book:
    """What lines name: students, partners, departments, and the placements of these students."""

    actor: Actor
    students: Mapping[str, Student]
    partners: Partners
    departments: Departments
    placements: Known


class OpeningHoursSheet(ManySheet):
    """Opening hours of the actor's institute, known by student, partner, department and first day of the placement."""

    noun = "opening_hours"
    area = OF_PLACEMENTS
    title = gettext_lazy("Opening hours")
    about = gettext_lazy(
        "What was approved before the portal, for placements that were brought over: one sum for each."
    )
    columns = (
        Column("roll_no", "Roll number", needed=True, most=length(Student, "roll_no"), say=roll_of,
               also=("roll", "reg no", "registration number")),
        Column("partner", "Partner", needed=True, also=("hospital", "organisation", "host"),
               help=gettext_lazy("Its name in the register.")),
        Column("department", "Department", needed=True, also=("ward", "section"), say=site_and_name,
               help=gettext_lazy("Its name, or site / name where two have one name.")),
        Column("starts_on", "First day", day, needed=True, also=("start", "starts", "from", "start date"),
               help=gettext_lazy("Of the placement.")),
        Column("until", "Counted until", day, needed=True, also=("until", "as of", "to", "counted to"),
               help=gettext_lazy("The last day whose hours are in the sum. Shifts are entered from the day after.")),
        Column("hours", "Hours approved", minutes_of, needed=True, also=("hours", "approved hours"), say=said_hours,
               help=gettext_lazy("120, 120.5 or 120:30.")),
        Column("approved_by", "Approved by", needed=True, most=length(HoursEntry, "approved_by"),
               also=("signed by", "supervisor", "approver"),
               help=gettext_lazy("Who had approved them, as the earlier records say.")),
        Column("reason", "Reason", most=length(HoursEntry, "reason"), also=("remark", "why"),
               help=gettext_lazy("Needed where another sum is here already.")),
    )  # fmt: skip
    shown = ("Name",)
    unique = (("roll_no", "partner", "department", "starts_on"),)
    sample = (
        ("MIT-2027-001", "Margalla Teaching Hospital", "Main building / Radiology", "2026-11-02", "2026-11-22", "118:30",
         "Dr Sana Mirza", ""),
        ("MIT-2027-003", "Indus Diagnostic Laboratory", "Sampling", "2026-10-05", "2026-11-22", "240", "Ms Hina Baig", ""),
    )  # fmt: skip
    list_route = "placement_list"

    def may(self, actor: Actor) -> Verdict:
        return policies.may_bring_any(actor)

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        students, partners = students_book(actor, rows), partner_book(actor, rows)
        theirs = seen(actor).filter(student__in=[student.pk for student in students.values()], state__in=LIVE)
        return Book(
            actor,
            students,
            partners,
            departments_of(partners.values()),
            {(p.student_id, p.department_id, p.starts_on): p for p in theirs},
        )

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        faults = [
            *find_student(row, book.students),
            *find_partner(row, book.partners),
            *find_department_of(row, book.departments),
        ]
        yield from faults
        if faults:
            return
        key = (row.values["roll_no"].pk, row.values["department"].pk, row.values["starts_on"])
        if (placement := book.placements.get(key)) is None:
            yield (
                "starts_on",
                _("This student has no placement there that begins on this day. Bring the placements first."),
            )
        elif not (verdict := policies.may_open_hours(book.actor, placement)):
            yield "starts_on", f"{verdict.reason} {verdict.instead}".strip()
        else:
            row.values["placement"] = placement

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[HoursEntry]:
        students = {row.values["roll_no"].pk for row in rows}
        if lock:  # so that whoever brings the same list at this moment finds what this one has brought
            lock_stays(students=students, partners=())
        found = opening_hours(actor).filter(placement__student__in=students)
        return found.select_for_update(of=("self",)) if lock else found

    def cells(self, thing: HoursEntry) -> dict[str, str]:
        placement = thing.placement
        return {
            "roll_no": placement.student.roll_no,
            "partner": placement.partner.name,
            "department": site_and_name(placement.department),
            "starts_on": placement.starts_on.isoformat(),
            "until": thing.counted_until.isoformat(),
            "hours": said_hours(thing.minutes),
            "approved_by": thing.approved_by,
        }

    def beside(self, thing: HoursEntry) -> Sequence[Any]:
        return (thing.placement.student.user.name,)

    def add_many(self, rows: Sequence[Row], *, by: Actor, now: datetime) -> list[Problem]:
        refused = open_many(by=by, now=now, sums=[_sum(row) for row in rows])
        return [Problem(rows[place].line, no.field or "", str(no)) for place, no in refused.items()]

    def edit(self, row: Row, *, by: Actor, now: datetime) -> HoursEntry:
        return open_hours(**asdict(_sum(row)), by=by, now=now)


def _sum(row: Row) -> Sum:
    values = row.values
    placement_id = row.thing.placement_id if row.thing else values["placement"].pk
    return Sum(placement_id, values["until"], values["hours"], values["approved_by"], values.get("reason", ""))


def opening_hours(actor: Actor) -> QuerySet[HoursEntry]:
    """The opening hours that count among the actor's placements, with all that a line says of them. One query."""
    mine = HoursEntry.objects.visible_to(actor).brought_over()
    return mine.select_related(
        "placement__student__user", "placement__partner", "placement__department__site", "placement__institute"
    )


OPENING_HOURS = declare(OpeningHoursSheet())
