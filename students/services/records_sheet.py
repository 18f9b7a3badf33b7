"""The list of records: evidence brought over from earlier records, without its documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actor import Actor
from core.columns import Column, Wrong, choice, day, finite, length, normal, said, yes_no
from core.errors import Refusal, Words
from core.screening import patient_data
from core.sheet_kinds import ManySheet
from core.sheets import OF_STUDENTS, Row, Tell, declare
from core.tables import Problem
from core.verdict import Verdict
from core.words import listed
from institutions.models import EvidenceKind
from students.models import Record, Student
from students.policies import records as policies
from students.policies.evidence import last_day
from students.services.records import check_days
from students.services.records_many import NewRecord, bring_records, correct_brought_record, tell_students
from students.states import HELD, RecordState

# The field of a kind that its line says under “Result”; every other one stands under “Other fields”.
RESULTS = ("result", "finding", "titre", "product", "number", "format", "council")


@dataclass(frozen=True, slots=True)
class Book:
    """What lines name: students by roll number, kinds by slug and name."""

    actor: Actor
    students: Mapping[str, Student]
    kinds: Mapping[str, EvidenceKind]


class RecordSheet(ManySheet):
    """Records of the actor's students, known by student, kind and day."""

    noun = "records"
    area = OF_STUDENTS
    title = gettext_lazy("Records")
    about = gettext_lazy(
        "Vaccinations, tests and cards from your earlier records. Each is verified once its document is seen."
    )
    columns = (
        Column("roll_no", "Roll number", needed=True, most=length(Student, "roll_no"), say=lambda s: s.roll_no,
               also=("roll", "reg no", "registration number")),
        Column("kind", "Record", needed=True, also=("kind", "requirement", "evidence", "document"), say=lambda kind: kind.name,
               help=gettext_lazy("What it is: MMR vaccination, or mmr-dose.")),
        Column("on", "Day", day, needed=True, also=("date", "given on", "issued on", "test date"),
               help=gettext_lazy("Of the dose, of the test, of the card.")),
        Column("until", "Holds until", day, empty=None, also=("expiry", "expires", "valid until", "expiry date"),
               help=gettext_lazy("Empty follows from the kind.")),
        Column("reference", "Reference number", most=length(Record, "reference"), also=("reference", "ref no", "certificate no", "number"),
               help=gettext_lazy("As your earlier records number it.")),
        Column("result", "Result", also=("finding", "titre", "value"), help=gettext_lazy("Where the kind asks for one: negative.")),
        Column("fields", "Other fields", also=("fields", "details"),
               help=gettext_lazy("“Batch: A12; Given by: City clinic”, as the kind names them.")),
    )  # fmt: skip
    shown = ("Name", "Programme", "Stands")
    unique = (("roll_no", "kind", "on"),)
    sample = (
        ("MIT-2027-001", "Hepatitis B vaccination", "2026-03-14", "", "HB-2231", "three-dose", "Given by: City clinic"),
        ("MIT-2027-001", "Basic life support card", "2026-02-01", "2028-01-31", "BLS-908", "", "Taught: in person"),
    )  # fmt: skip
    list_route = "record_queue"
    tries_new = False
    is_private = True

    def may(self, actor: Actor) -> Verdict:
        return policies.may_bring(actor)

    def hints(self, actor: Actor) -> list[tuple[Words, list[str]]]:
        kinds = EvidenceKind.objects.visible_to(actor)
        mine = kinds if actor.may_clear_health else kinds.filter(is_health=False)
        return [(_("Records that are known here"), [_with_fields(kind) for kind in mine])]

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        wanted = {row.values["roll_no"].casefold() for row in rows}
        here = Student.objects.visible_to(actor).select_related("user", "institute")
        return Book(
            actor,
            {s.roll_no.casefold(): s for s in here if s.roll_no.casefold() in wanted},
            {normal(word): kind for kind in EvidenceKind.objects.all() for word in (kind.slug, kind.name)},
        )

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        values = row.values
        student, kind = book.students.get(values["roll_no"].casefold()), book.kinds.get(normal(values["kind"]))
        if student is None:
            yield "roll_no", _("You have no student with the roll number %(cell)s.") % {"cell": values["roll_no"]}
        if kind is None:
            yield "kind", _("There is no record called “%(cell)s”.") % {"cell": values["kind"]}
        if student is None or kind is None:
            return
        if not (verdict := policies.may_bring_for(book.actor, student, is_health=kind.is_health)):
            yield "kind", verdict.reason
            return
        values |= {"roll_no": student, "kind": kind}
        yield from self._judge_days(row, student, kind)
        yield from _judge_fields(row, kind)

    def _judge_days(self, row: Row, student: Student, kind: EvidenceKind) -> Iterator[tuple[str, Words]]:
        values = row.values
        stated = values.get("until")
        if kind.states_its_end and stated is None:
            yield "until", _("Documents of this kind state their last day.")
            return
        values["until"] = last_day(kind, values["on"], stated)
        try:
            check_days(on=values["on"], until=values["until"], today=clock.today(student.institute.zone))
        except Refusal as refusal:
            yield refusal.field or "on", str(refusal)

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Record]:
        students = {row.values["roll_no"].pk for row in rows}
        if lock:  # so that whoever brings the same list at this moment finds what this one has brought
            list(
                Student.objects.filter(pk__in=students).order_by("pk").select_for_update(no_key=True).values_list("pk")
            )
        found = Record.objects.visible_to(actor).for_list().filter(student__in=students, state__in=HELD)
        found = found.order_by("pk")
        return found.select_for_update(of=("self",)) if lock else found

    def cells(self, thing: Record) -> dict[str, str]:
        result = result_of(thing.kind)
        others = {f["name"]: f["label"] for f in thing.kind.fields if f["name"] != result}
        stated = [
            f"{label}: {_said(thing.values.get(name))}"
            for name, label in others.items()
            if _said(thing.values.get(name))
        ]
        return {
            "roll_no": thing.student.roll_no,
            "kind": thing.kind.name,
            "on": said(thing.on),
            "until": said(thing.until),
            "reference": thing.reference,
            "result": _said(thing.values.get(result)) if result else "",
            "fields": "; ".join(stated),
        }

    def beside(self, thing: Record) -> Sequence[Any]:
        return (thing.student.user.name, thing.student.programme.code, thing.get_state_display())

    def settle(self, row: Row, book: Book, actor: Actor) -> Iterator[tuple[str, Words]]:
        """What has its document, or was verified, is not a list's to change."""
        if row.thing.is_to_be_seen and row.thing.state == RecordState.SUBMITTED:
            return
        for name in list(row.changes):
            del row.changes[name]
            yield (
                name,
                _("stays as it is: its document is here, or was seen."),
            )  # what it says is read where readings are noted

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Record:
        return correct_brought_record(record_id=row.thing.pk, by=by, now=now, new=_new(row))

    def add_many(self, rows: Sequence[Row], *, by: Actor, now: datetime) -> list[Problem]:
        try:
            bring_records(by=by, now=now, records=[_new(row) for row in rows])
        except Refusal as refusal:
            return [Problem(0, refusal.field or "", str(refusal))]
        return []

    def write(self, rows: Sequence[Row], *, by: Actor, now: datetime, tell: Tell) -> list[Problem]:
        """Each student is told once, of all that came."""
        refused = super().write(rows, by=by, now=now, tell=tell)
        if not refused:
            tell_students([_new(row) for row in rows if row.is_new], now=now)
        return refused


def result_of(kind: EvidenceKind) -> str:
    """The name of the field that the column “Result” says of a kind; empty where it has none."""
    names = {field["name"] for field in kind.fields}
    return next((name for name in RESULTS if name in names), "")


def _with_fields(kind: EvidenceKind) -> str:
    labels = [field["label"] for field in kind.fields]
    return f"{kind.name} ({listed(labels)})" if labels else kind.name


def _judge_fields(row: Row, kind: EvidenceKind) -> Iterator[tuple[str, Words]]:
    """Put the fields of the kind into `row.values["values"]`, or say what is wrong with them."""
    result, typed, strange = result_of(kind), {}, []
    labels = {normal(field["label"]): field["name"] for field in kind.fields}
    for part in filter(None, (part.strip() for part in row.values.get("fields", "").split(";"))):
        label, _colon, value = part.partition(":")
        name = labels.get(normal(label))
        if name is None:
            strange.append(label.strip())
        else:
            typed[name] = value.strip()
    if cell := row.values.get("result"):
        typed[result] = cell
    if strange:
        yield "fields", _("%(kind)s says nothing under “%(cell)s”.") % {"kind": kind, "cell": "; ".join(strange)}
    if typed.pop("", None):
        yield "result", _("%(kind)s has no result. Leave it empty.") % {"kind": kind}
    read: dict[str, Any] = {}
    for field in kind.fields:
        column = "result" if field["name"] == result else "fields"
        try:
            read[field["name"]] = _read(field, typed.get(field["name"], ""))
        except Wrong as wrong:
            yield column, wrong.words
    row.values["values"] = read
    row.values |= _as_cells(row, kind, read)


def _as_cells(row: Row, kind: EvidenceKind, read: Mapping[str, Any]) -> dict[str, str]:
    """The two columns in the one way of saying them, where the file has them."""
    spoken = RECORDS.cells(Record(student=row.values["roll_no"], kind=kind, on=row.values["on"], values=dict(read)))
    return {name: spoken[name] for name in ("result", "fields") if name in row.values}


def _read(field: Mapping[str, Any], cell: str) -> Any:
    """One field of a kind. Raises Wrong."""
    if not cell:
        if field.get("required"):
            raise Wrong(_("“%(label)s” is needed and missing.") % {"label": field["label"]})
        return False if field["type"] == "bool" else None if field["type"] in {"number", "date"} else ""
    match field["type"]:
        case "choice":
            return choice({word: word for word in field["choices"]})(cell)
        case "number":
            try:
                return float(finite(cell.replace(",", ".")))
            except ValueError as error:
                raise Wrong(_("“%(cell)s” is no number.") % {"cell": cell}) from error
        case "bool":
            return yes_no(cell)
        case "date":
            return day(cell).isoformat()
    if found := patient_data(cell):
        raise Wrong(_("This seems to hold %(found)s. Leave it out.") % {"found": listed(found)})
    return cell[:120]


def _said(value: Any) -> str:
    """A value of a record as a cell says it; “no” is said by saying nothing."""
    if value in (None, "", False):
        return ""
    return f"{value:g}" if isinstance(value, float) else said(value)


def _new(row: Row) -> NewRecord:
    values = row.values
    return NewRecord(
        student=values["roll_no"],
        kind=values["kind"],
        on=values["on"],
        until=values["until"],
        reference=values.get("reference", ""),
        values=values["values"],
    )


RECORDS = declare(RecordSheet())
