"""The lists of programmes, their blocks and their intakes: what their lines say, and which services write them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.columns import Column, day, length, normal, said, whole
from core.errors import Words
from core.sheet_kinds import LineSheet
from core.sheets import OF_STUDENTS, Row, Tell, declare
from core.tables import Problem
from core.verdict import Verdict
from institutions.models import Intake, Programme
from placements.models import ProgrammeBlock, Track, with_sums
from placements.policies import programmes as policies
from placements.services.intakes import add_intake, edit_intake
from placements.services.programmes import add_block, add_programme, edit_block, edit_programme

HOURS, WEEKS, BLOCKS = 20_000, 104, 60
Programmes = Mapping[str, Programme]


def code_of(programme: Programme) -> str:
    """A programme as a cell names it."""
    return programme.code


PROGRAMME = Column(
    "programme", "Programme", needed=True, also=("program", "course"), say=code_of, help=gettext_lazy("Its code or its name.")
)  # fmt: skip


def programmes_book(actor: Actor) -> dict[str, Programme]:
    """The actor's programmes by code and by name. One query."""
    return {normal(word): p for p in Programme.objects.visible_to(actor) for word in (p.name, p.code)}


def find_programme(row: Row, programmes: Programmes) -> Iterator[tuple[str, Words]]:
    """Put the programme into the line, or say that there is none."""
    cell = row.values["programme"]
    if (programme := programmes.get(normal(cell))) is not None:
        row.values["programme"] = programme
    else:
        yield "programme", _("You have no programme “%(cell)s”.") % {"cell": cell}


class OfficeSheet(LineSheet):
    """What an institute's placement office keeps of its own programmes."""

    list_route = "programme_list"

    def may(self, actor: Actor) -> Verdict:
        return policies.may_bring(actor)


class ProgrammeSheet(OfficeSheet):
    """Programmes, known by their codes."""

    noun = "programmes"
    area = OF_STUDENTS
    title = gettext_lazy("Programmes")
    about = gettext_lazy("What each asks for in all. Blocks and intakes are lists of their own.")
    columns = (
        Column("code", "Code", needed=True, most=length(Programme, "code"), also=("programme code", "short name"),
               help=gettext_lazy("Tells one programme from another.")),
        Column("name", "Programme", needed=True, most=length(Programme, "name"), also=("name", "programme name", "course")),
        Column("required_hours", "Hours asked for", whole(0, HOURS), empty=0, also=("hours", "required hours")),
    )  # fmt: skip
    shown = ("Blocks", "Hours in blocks", "Intakes")
    unique = (("code",),)
    sample = (("BSN", "BS Nursing", "2400"), ("MIT", "BS Medical Imaging Technology", "1600"))

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Programme]:
        found = Programme.objects.visible_to(actor)
        return found.select_for_update(of=("self",), no_key=True) if lock else found

    def cells(self, thing: Programme) -> dict[str, str]:
        return {name: said(getattr(thing, name)) for name in ("code", "name", "required_hours")}

    def beside(self, thing: Any) -> Sequence[Any]:
        return (thing.block_count, thing.block_hours, thing.intake_count)

    def settle(self, row: Row, book: Any, actor: Actor) -> Iterator[tuple[str, Words]]:
        """A code is known whatever its capitals; a list does not respell it."""
        row.changes.pop("code", None)
        yield from ()

    def add(self, row: Row, *, by: Actor, now: datetime) -> Programme:
        hours = self.value(row, "required_hours", 0)
        return add_programme(by=by, now=now, code=row.values["code"], name=row.values["name"], required_hours=hours)

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Programme:
        values = {name: self.value(row, name, getattr(row.thing, name)) for name in ("name", "required_hours")}
        return edit_programme(programme_id=row.thing.pk, by=by, now=now, **values)


class IntakeSheet(OfficeSheet):
    """Intakes, known by programme and name. Their days in each block stay as their page has them."""

    noun = "intakes"
    area = OF_STUDENTS
    title = gettext_lazy("Intakes")
    about = gettext_lazy("When each begins, and by when everybody should have a place.")
    columns = (
        PROGRAMME,
        Column("name", "Intake", needed=True, most=length(Intake, "name"), also=("name", "batch", "session")),
        Column("starts_on", "First day", day, needed=True, also=("start", "starts", "from", "start date")),
        Column("place_by", "Placed by", day, empty=None, also=("place by", "deadline")),
    )
    unique = (("programme", "name"),)
    sample = (("BSN", "Spring 2027", "2027-02-01", "2027-01-15"), ("MIT", "Autumn 2027", "2027-09-06", ""))

    def book(self, actor: Actor, rows: Sequence[Row]) -> Programmes:
        return programmes_book(actor)

    def judge(self, row: Row, book: Programmes) -> Iterator[tuple[str, Words]]:
        yield from find_programme(row, book)

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Intake]:
        found = Intake.objects.visible_to(actor).select_related("programme")
        found = found.filter(programme__in={row.values["programme"] for row in rows}).prefetch_related("blocks")
        return found.select_for_update(of=("self",), no_key=True) if lock else found

    def cells(self, thing: Intake) -> dict[str, str]:
        own = {name: said(getattr(thing, name)) for name in ("name", "starts_on", "place_by")}
        return own | {"programme": thing.programme.code}

    def settle(self, row: Row, book: Programmes, actor: Actor) -> Iterator[tuple[str, Words]]:
        """A name is known whatever its capitals; a list does not respell it."""
        row.changes.pop("name", None)
        yield from ()

    def add(self, row: Row, *, by: Actor, now: datetime) -> Intake:
        said_of_it = {name: row.values[name] for name in ("name", "starts_on", "place_by") if name in row.values}
        return add_intake(programme_id=row.values["programme"].pk, by=by, now=now, **said_of_it)

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Intake:
        intake = row.thing
        values = {name: self.value(row, name, getattr(intake, name)) for name in ("starts_on", "place_by")}
        days = {block.block_id: (block.starts_on, block.ends_on) for block in intake.blocks.all()}
        return edit_intake(intake_id=intake.pk, by=by, now=now, name=intake.name, days=days, **values)


@dataclass(frozen=True, slots=True)
class Book:
    """What lines of blocks name."""

    programmes: Programmes
    tracks: Mapping[str, Track]


class BlockSheet(OfficeSheet):
    """Blocks of programmes, known by programme and name."""

    noun = "blocks"
    area = OF_STUDENTS
    title = gettext_lazy("Blocks of programmes")
    about = gettext_lazy(
        "How a programme’s hours are divided, in order. What students must learn in each is kept on its page."
    )
    columns = (
        PROGRAMME,
        Column("position", "Place in the order", whole(1, BLOCKS), empty=None, also=("position", "order", "no"),
               help=gettext_lazy("Empty: where it is, or at the end.")),
        Column("name", "Block", needed=True, most=length(ProgrammeBlock, "name"), also=("name", "rotation", "module")),
        Column("weeks", "Weeks", whole(1, WEEKS), needed=True),
        Column("hours", "Hours", whole(1, HOURS), needed=True),
        Column("track", "Career track", empty=None, also=("track", "field")),
    )  # fmt: skip
    unique = (("programme", "name"), ("programme", "position"))
    sample = (("BSN", "1", "Medicine", "8", "320", "Nursing"), ("BSN", "2", "Surgery", "8", "320", "Nursing"))

    def hints(self, actor: Actor) -> list[tuple[Words, list[str]]]:
        return [(_("Career tracks"), [track.name for track in Track.objects.order_by("position", "name")])]

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        return Book(programmes_book(actor), {normal(track.name): track for track in Track.objects.all()})

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        if row.values.get("position") is None:
            row.values.pop("position", None)
        yield from find_programme(row, book.programmes)
        if cell := row.values.get("track"):
            row.values["track"] = track = book.tracks.get(normal(cell))
            if track is None:
                yield "track", _("There is no career track “%(cell)s”.") % {"cell": cell}

    def key(self, row: Row, names: Sequence[str] = ()) -> tuple[str, ...]:
        return () if "position" in names and "position" not in row.values else super().key(row, names)

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[ProgrammeBlock]:
        found = blocks(actor).filter(programme__in={row.values["programme"] for row in rows})
        return found.select_for_update(of=("self",)) if lock else found

    def cells(self, thing: ProgrammeBlock) -> dict[str, str]:
        own = {name: said(getattr(thing, name)) for name in ("position", "name", "weeks", "hours", "track")}
        return own | {"programme": thing.programme.code}

    def add(self, row: Row, *, by: Actor, now: datetime) -> ProgrammeBlock:
        return add_block(programme_id=row.values["programme"].pk, by=by, now=now, **self._said(row))

    def edit(self, row: Row, *, by: Actor, now: datetime) -> ProgrammeBlock:
        block = row.thing
        return edit_block(programme_id=block.programme_id, block_id=block.pk, by=by, now=now, **self._said(row))

    def _said(self, row: Row) -> dict[str, Any]:
        return {
            "name": row.values["name"],
            "weeks": row.values["weeks"],
            "hours": row.values["hours"],
            "position": self.value(row, "position", row.thing.position if row.thing else BLOCKS),
            "track": self.value(row, "track", row.thing.track if row.thing else None),
        }

    def write(self, rows: Sequence[Row], *, by: Actor, now: datetime, tell: Tell) -> list[Problem]:
        """In their order, so that each stands in its place once the last one does."""
        in_order = sorted(rows, key=lambda row: row.values.get("position", BLOCKS))
        return super().write(in_order, by=by, now=now, tell=tell)


def seen_programmes(actor: Actor) -> QuerySet[Programme]:
    """The actor's programmes with all that a line says of them. One query."""
    return with_sums(Programme.objects.visible_to(actor))


def blocks(actor: Actor) -> QuerySet[Any]:
    """The blocks of the actor's programmes with all that a line says of them, in order. One query."""
    mine = ProgrammeBlock.objects.visible_to(actor).select_related("programme", "track")
    return mine.order_by("programme__name", "programme", "position")


PROGRAMMES = declare(ProgrammeSheet())
INTAKES = declare(IntakeSheet())
BLOCKS_OF_PROGRAMMES = declare(BlockSheet())
