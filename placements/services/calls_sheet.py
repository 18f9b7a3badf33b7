"""The list of calls for places: what its lines say, and which services write them. A new one is a draft; answers only go out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.beside import beside
from core.columns import Column, choices_of, day, length, moment, normal, said, whole
from core.errors import Words
from core.sheet_kinds import LineSheet, Numbered, number_column
from core.sheets import OF_PLACEMENTS, Row, declare
from core.verdict import Verdict
from institutions.models import Institute, Intake, SlotKind
from placements.models import Call, CallAnswer, Track
from placements.policies import calls as policies
from placements.services.calls import edit_call, write_call
from placements.services.programmes_sheet import PROGRAMME, Programmes, find_programme, programmes_book

WANTED = 5000
OWN = ("title", "kind", "starts_on", "ends_on", "places", "track", "message")


@dataclass(frozen=True, slots=True)
class Book:
    """What lines name, and the clock by which the office sets deadlines."""

    programmes: Programmes
    intakes: Mapping[tuple[int, str], Intake]
    tracks: Mapping[str, Track]
    zone: ZoneInfo


def name_of(intake: Intake | None) -> str:
    """An intake as a cell names it, beside its programme."""
    return intake.name if intake else ""


class CallSheet(Numbered, LineSheet):
    """Calls of the actor's institute, known by title, programme and first day."""

    noun = "calls"
    area = OF_PLACEMENTS
    title = gettext_lazy("Calls for places")
    about = gettext_lazy(
        "Whatever is new becomes a draft: choose the partners, then send it. Their answers only go out."
    )
    columns = (
        number_column("call_no", "Call number"),
        Column("title", "Call", needed=True, most=length(Call, "title"), also=("title", "name")),
        PROGRAMME,
        Column("intake", "Intake", empty=None, also=("batch",), say=name_of),
        Column("kind", "Kind of stay", choices_of(SlotKind), empty=SlotKind.INTERNSHIP.value, also=("kind", "type")),
        Column("track", "Career track", empty=None, also=("track", "field")),
        Column("starts_on", "First day", day, needed=True, also=("start", "starts", "from", "start date")),
        Column("ends_on", "Last day", day, needed=True, also=("end", "ends", "until", "to", "end date")),
        Column("places", "Places wanted", whole(1, WANTED), needed=True, also=("places", "places wanted in all")),
        Column("answer_by", "Answer by", moment, needed=True, also=("deadline",), help=gettext_lazy("2027-01-04 17:00.")),
        Column("message", "A word to the partners", several_lines=True, also=("message",)),
    )  # fmt: skip
    shown = ("Stands", "Places promised", "Asked", "Silent", "Answers")
    unique = (("title", "programme", "starts_on"),)
    sample = (
        ("", "Nursing rotations, spring 2027", "BSN", "Spring 2027", "rotation", "Nursing", "2027-03-01", "2027-05-28", "60",
         "2027-01-15 17:00", "Medicine and surgery first."),
        ("", "Imaging, spring 2027", "MIT", "", "rotation", "", "2027-03-01", "2027-04-30", "12", "2027-01-15 17:00", ""),
    )  # fmt: skip
    list_route = "call_list"

    def may(self, actor: Actor) -> Verdict:
        return policies.may_write(actor)

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        intakes = Intake.objects.visible_to(actor)
        return Book(
            programmes_book(actor),
            {(intake.programme_id, normal(intake.name)): intake for intake in intakes},
            {normal(track.name): track for track in Track.objects.all()},
            Institute.objects.get(pk=actor.institute_id).zone,
        )

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        values = row.values
        yield from find_programme(row, book.programmes)
        if cell := values.get("intake"):
            values["intake"] = book.intakes.get((getattr(values["programme"], "pk", 0), normal(cell)))
            if values["intake"] is None:
                yield "intake", _("The programme has no intake “%(cell)s”.") % {"cell": cell}
        if cell := values.get("track"):
            values["track"] = book.tracks.get(normal(cell))
            if values["track"] is None:
                yield "track", _("There is no career track “%(cell)s”.") % {"cell": cell}
        if values["ends_on"] < values["starts_on"]:
            yield "ends_on", _("The last day must not come before the first.")
        if values["answer_by"].date() >= values["starts_on"]:
            yield "answer_by", _("Choose a moment before the first day.")
        values["answer_by"] = values["answer_by"].replace(tzinfo=book.zone)

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Call]:
        titles = {row.values["title"].lower() for row in rows}
        mine = Call.objects.visible_to(actor).for_list().alias(called=Lower("title")).order_by("pk")
        found = mine.filter(Q(called__in=titles) | Q(pk__in=self.numbers(rows)))
        return found.select_for_update(of=("self",), no_key=True) if lock else found

    def cells(self, thing: Call) -> dict[str, str]:
        return {name: said(getattr(thing, name)) for name in OWN} | {
            "programme": thing.programme.code,
            "intake": name_of(thing.intake),
            "answer_by": said(thing.answer_by.astimezone(thing.institute.zone)),
        }

    def beside(self, thing: Any) -> Sequence[Any]:
        answers = [answer for answer in thing.said if answer.answered_at]
        words = "; ".join(_answer(answer) for answer in answers)
        promised = sum(answer.places for answer in answers)
        return (thing.get_state_display(), promised, len(thing.said), len(thing.said) - len(answers), words)

    def settle(self, row: Row, book: Book, actor: Actor) -> Iterator[tuple[str, Words]]:
        """What partners have read does not change."""
        yield from super().settle(row, book, actor)
        if not (verdict := policies.may_edit(actor, row.thing)):
            for name in list(row.changes):
                was, _becomes = row.changes.pop(name)
                yield name, _("stays “%(was)s”: %(why)s") % {"was": was, "why": verdict.reason}

    def add(self, row: Row, *, by: Actor, now: datetime) -> Call:
        names = [column.name for column in self.columns if column.name != self.number]
        return write_call(by=by, now=now, **{name: row.values[name] for name in names if name in row.values})

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Call:
        call = row.thing
        kept = {"programme": call.programme, "intake": call.intake, "competencies": call.competencies.all()}
        return edit_call(call_id=call.pk, by=by, now=now, **kept | {name: row.values[name] for name in row.changes})


def _answer(answer: Any) -> str:
    """One partner's answer, like “Kohsar Hospital: interested, 4 places”."""
    places = _(", %(n)d places") % {"n": answer.places} if answer.places else ""
    return f"{answer.of}: {answer.get_interest_display().lower()}{places}"


def with_answers(calls: QuerySet[Call], actor: Actor) -> QuerySet[Call]:
    """With `said`: the answers that the actor sees, each with the name of its partner as `of`. No query of its own."""
    seen = CallAnswer.objects.visible_to(actor).filter(call=OuterRef("pk")).order_by("partner__name")
    return calls.annotate(said=beside(seen, "interest", "places", "answered_at", of="partner__name"))


CALLS = declare(CallSheet())
