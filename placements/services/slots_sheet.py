"""The list of slots: what its lines say, and which services write them. What comes in is a draft; publishing is an act of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.columns import Column, choices_of, day, length, many, normal, said, said_many, whole, yes_no
from core.errors import Words
from core.sheet_kinds import LineSheet, Numbered, number_column
from core.sheets import OF_PLACEMENTS, Row, declare
from core.verdict import Verdict
from core.words import listed
from institutions.models import Department, SlotKind
from institutions.services.people_sheet import department_book, find_department, site_and_name
from placements.models import HandsOn, Language, Setting, Shifts, Slot, Specialty, Track
from placements.models.asks import REFERENCES_MAX
from placements.policies import slots as policies
from placements.services.slots import edit_slot, write_slot
from students.models import DocumentKind

most = partial(length, Slot)
PLACES, WEEK, HOURS, STIPEND = 500, 168, 10_000, 1_000_000
# Columns that name a term, by the nouns of the catalogue.
TERMS = {"track": Track, "specialty": Specialty, "setting": Setting, "hands_on": HandsOn, "language": Language}


@dataclass(frozen=True, slots=True)
class Book:
    """What cells name: departments, and terms by column and name."""

    departments: Mapping[str, Department | None]
    terms: dict[str, dict[str, Any]] = field(default_factory=dict)


# What a line says of a slot, by the names of its fields.
FIELDS = (
    "title",
    "kind",
    "starts_on",
    "ends_on",
    "places",
    "weekly_hours",
    "required_hours",
    "full_time",
    "stipend",
    "shifts",
    "summary",
    "statement_points",
    "references_asked",
    "asks_for_endorsement",
    *TERMS,
)


def document_kinds(cell: str) -> list[str]:
    """Kinds of documents, between semicolons."""
    read = choices_of(DocumentKind)
    return [read(part) for part in many(cell)]


class SlotSheet(Numbered, LineSheet):
    """Slots of the acting lead's partner, known by their number, else by title, department and first day."""

    noun = "slots"
    area = OF_PLACEMENTS
    title = gettext_lazy("Slots")
    about = gettext_lazy("Whatever is new becomes a draft: add objectives, then publish it.")
    columns = (
        number_column("slot_no", "Slot number"),
        Column("title", "Title", needed=True, most=most("title"), also=("slot", "internship", "rotation"),
               help=gettext_lazy("As students will search for it.")),
        Column("department", "Department", needed=True, also=("ward", "section"), say=site_and_name,
               help=gettext_lazy("Its name, or site / name where two have one name.")),
        Column("kind", "Kind of stay", choices_of(SlotKind), empty=SlotKind.INTERNSHIP.value, also=("kind", "type")),
        Column("starts_on", "First day", day, needed=True, also=("start", "starts", "from", "start date")),
        Column("ends_on", "Last day", day, needed=True, also=("end", "ends", "until", "to", "end date")),
        Column("places", "Places", whole(0, PLACES), needed=True, also=("seats", "number of places")),
        Column("weekly_hours", "Hours a week", whole(1, WEEK), empty=40, also=("weekly hours",)),
        Column("required_hours", "Hours in all", whole(0, HOURS), empty=0, also=("required hours", "hours")),
        Column("full_time", "Full-time", yes_no, empty=True),
        Column("stipend", "Stipend", whole(0, STIPEND), empty=0, help=gettext_lazy("Rupees a month.")),
        Column("shifts", "Shifts", choices_of(Shifts), also=("shift",)),
        Column("track", "Career track", empty=None, also=("track", "field")),
        Column("specialty", "Specialty", empty=None, also=("speciality",)),
        Column("setting", "Setting", empty=None),
        Column("hands_on", "Hands-on level", empty=None, also=("hands on", "level")),
        Column("language", "Language", empty=None, help=gettext_lazy("What an intern must speak.")),
        Column("summary", "An ordinary week", several_lines=True, also=("summary", "description")),
        Column("statement_points", "Statement answers", several_lines=True, also=("statement points",),
               help=gettext_lazy("What a statement should answer, one a line.")),
        Column("documents_asked", "Documents", document_kinds, empty=[], say=said_many, also=("documents asked",),
               help=gettext_lazy("Beside the CV, between semicolons.")),
        Column("references_asked", "References", whole(0, REFERENCES_MAX), empty=0),
        Column("asks_for_endorsement", "Institute endorses", yes_no, empty=False, also=("endorsement",)),
    )  # fmt: skip
    unique = (("title", "department", "starts_on"),)
    sample = (
        ("", "Diagnostic radiography rotation", "Main building / Radiology", "rotation", "2027-03-01", "2027-05-28", "4", "40", "320",
         "yes", "0", "day", "Imaging", "Radiography", "Academic hospital", "Works beside a supervisor", "Urdu",
         "Plain films in the morning, ultrasound after noon.", "What have you done so far?", "transcript; enrolment", "1", "yes"),
        ("", "Ward rotation", "Ward 4", "internship", "2027-03-01", "2027-04-30", "6", "36", "240", "yes", "5000", "", "", "", "", "", "",
         "", "", "", "0", "no"),
    )  # fmt: skip
    list_route = "slot_list"

    def may(self, actor: Actor) -> Verdict:
        return policies.may_write(actor)

    def hints(self, actor: Actor) -> list[tuple[Words, list[str]]]:
        mine = Department.objects.visible_to(actor).select_related("site").order_by("site__name", "name")
        named = [(self.column(noun).heading, [str(term) for term in _in_order(noun)]) for noun in TERMS]
        return [(_("Your departments"), [site_and_name(department) for department in mine]), *named]

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        used = [noun for noun in TERMS if any(row.values.get(noun) for row in rows)]
        return Book(
            department_book(actor), {noun: {normal(term.name): term for term in _in_order(noun)} for noun in used}
        )

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        yield from self._find_terms(row, book)
        row.values["department"], wrong = find_department(row.values["department"], book.departments)
        if wrong:
            yield "department", wrong
        if row.values["ends_on"] < row.values["starts_on"]:
            yield "ends_on", _("The last day must not come before the first.")

    def _find_terms(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        for noun in TERMS:
            if not (cell := row.values.get(noun)):
                continue
            row.values[noun] = term = book.terms[noun].get(normal(cell))
            if term is None:
                words = _("“%(cell)s” is none of %(named)s.")
                yield noun, words % {"cell": cell, "named": listed(map(str, book.terms[noun].values()))}

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Slot]:
        named = {row.values["title"].lower() for row in rows}
        mine = Slot.objects.visible_to(actor).managed_by(actor).alias(called=Lower("title"))
        meant = Q(called__in=named) | Q(pk__in=self.numbers(rows))
        found = mine.filter(meant).select_related("department__site", *TERMS).order_by("-pk")
        return found.select_for_update(of=("self",)) if lock else found

    def cells(self, thing: Slot) -> dict[str, str]:
        more = {"department": site_and_name(thing.department), "documents_asked": said_many(thing.documents_asked)}
        return {name: said(getattr(thing, name)) for name in FIELDS} | more

    def add(self, row: Row, *, by: Actor, now: datetime) -> Slot:
        said_of_it = {name: value for name, value in row.values.items() if name != self.number}
        return write_slot(by=by, now=now, city=row.values["department"].site.city, **said_of_it)

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Slot:
        kept = {"department": row.thing.department, "places": row.thing.places}
        return edit_slot(
            slot_id=row.thing.pk, by=by, now=now, **kept | {name: row.values[name] for name in row.changes}
        )


def _in_order(noun: str) -> list[Any]:
    return list(TERMS[noun]._default_manager.order_by("position", "name"))  # noqa: SLF001 - Django's own name


SLOTS = declare(SlotSheet())
