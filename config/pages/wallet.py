"""What partners ask of one student, and how far the student's records answer it: one line for what several ask alike.

A stay is what somebody may ask about: a placement, an application's internship, or simply being a student whom a partner may take.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.words import day, listed, listed_apart
from institutions.models import Agreement, EvidenceKind, Requirement
from institutions.rules import Lack
from institutions.rules.words import say_clause
from placements.models import Application
from placements.readiness import held_agreements, stay_of, stays_at
from placements.states import HOLDING, WAITING, ApplicationState, PlacementState
from students.models import Student
from students.policies.readiness import shown_one_by_one
from students.readiness import Board, Cell, Mark, Stay

AHEAD = frozenset({PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE})
HOPED = (WAITING | HOLDING | {ApplicationState.DRAFT}) - {ApplicationState.ACCEPTED}
WORST_FIRST = (Mark.MISSING, Mark.EXPIRES, Mark.WAITING, Mark.MET, Mark.WAIVED)
WANTED = frozenset({Mark.MISSING, Mark.EXPIRES})
NAMED = 3  # partners that a line names before it counts the rest


class Where(NamedTuple):
    """A stay's key: at whom, and whether a placement is planned there already."""

    partner: str
    is_booked: bool = False


@dataclass(slots=True)
class Line:
    """One thing that is asked, by however many, and the answer that falls shortest."""

    title: str
    note: str
    kinds: tuple[str, ...]
    cell: Cell
    stay: Stay
    partners: list[str] = field(default_factory=list)
    waived_at: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    due: date | None = None  # by when it should be there: the soonest of the placements that want it

    @property
    def is_needed(self) -> bool:
        """True while the student has something to bring."""
        return self.cell.mark in WANTED

    @property
    def is_booked(self) -> bool:
        """True where a placement asks it, not only what may come."""
        return self.stay.key.is_booked

    @property
    def for_whom(self) -> str:
        """“Margalla, Clifton, Bolan and 4 more”."""
        return _named(self.partners)

    @property
    def waived_for(self) -> str:
        """Who need not be shown it, in the same words."""
        return _named(self.waived_at)

    @property
    def serves(self) -> str:
        """“Serves 7 partners”."""
        count = len(self.partners)
        return ngettext("Serves %(n)d partner", "Serves %(n)d partners", count) % {"n": count}

    @property
    def until(self) -> str:
        """Until when it is in order, in words; empty for what is waived everywhere."""
        if self.cell.outcome is None:
            return ""
        end = self.cell.outcome.holds_until
        return _("until %(day)s") % {"day": day(end)} if end else _("for ever")


def _named(partners: list[str]) -> str:
    words, rest = listed(partners[:NAMED]), len(partners) - NAMED
    if rest <= 0:
        return words
    return ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", rest) % {"names": words, "n": rest}


def stays_of(actor: Actor, student: Student, today: date) -> list[Stay]:
    """Placements that are under way or ahead, applications that may become one, and every partner under an agreement. Two queries."""
    mine = Application.objects.visible_to(actor).filter(student=student)
    live = list(
        mine.filter(Q(state__in=HOPED) | Q(placement__state__in=AHEAD)).select_related("slot__partner", "placement")
    )
    held = held_agreements([student])
    stays = [_booked(application, student) for application in live if application.state not in HOPED]
    hoped_for = stays_at(student, [application.slot for application in live if application.state in HOPED], held)
    stays += [stay._replace(key=Where(stay.key.partner.name)) for stay in hoped_for]
    met = {stay.partner_id for stay in stays}
    return stays + [_some_day(student, g, today) for g in held if g.partner_id not in met and g.is_in_force(today)]


def _booked(application: Application, student: Student) -> Stay:
    placement = application.placement
    placement.student = student
    return stay_of(placement)._replace(key=Where(application.slot.partner.name, is_booked=True))


def _some_day(student: Student, agreement: Agreement, today: date) -> Stay:
    """A partner that may take the student some day: judged as of today."""
    return Stay(
        student.pk,
        today,
        today,
        agreement.partner_id,
        department_id=None,
        programme_id=student.programme_id,
        agreement_id=agreement.pk,
        key=Where(agreement.partner.name),
    )


def lines_of(board: Board, actor: Actor) -> list[Line]:
    """Each thing asked once, what falls shortest first, as far as the actor sees it. Expects a board that explains."""
    lines: dict[tuple[str, str], Line] = {}
    for requirement in shown_one_by_one(board, actor):
        for row in board.rows:
            if (cell := row.cells.get(requirement.pk)) is None:
                continue
            line = lines.setdefault(
                (requirement.title, str(requirement.rule)),
                Line(requirement.title, requirement.note, _kinds(requirement, board.kinds), cell, row.stay),
            )
            names = line.waived_at if cell.mark is Mark.WAIVED else line.partners
            if row.stay.key.partner not in names:
                names.append(row.stay.key.partner)
            if _rank(cell) < _rank(line.cell):
                line.cell, line.stay = cell, row.stay
            if row.stay.key.is_booked and cell.mark in WANTED:
                due = row.stay.first_day - timedelta(days=requirement.due_days)
                line.due = min(line.due or due, due)
    for line in lines.values():
        lacks = line.cell.outcome.lacks if line.cell.outcome else ()
        line.lacks = [_say(each, board.kinds) for each in lacks]
    return sorted(
        lines.values(), key=lambda line: (_rank(line.cell), not line.is_booked, line.stay.first_day, line.title)
    )


def _rank(cell: Cell) -> int:
    return WORST_FIRST.index(cell.mark)


def _kinds(requirement: Requirement, kinds: dict[str, EvidenceKind]) -> tuple[str, ...]:
    """What it may be answered with, in the order of the catalogue."""
    return tuple(slug for slug in kinds if slug in requirement.parsed.kinds)


def _say(lacks: Iterable[Lack], kinds: dict[str, EvidenceKind]) -> str:
    """What one alternative still wants."""
    return listed_apart(_say_one(lack, kinds) for lack in lacks)


def _say_one(lack: Lack, kinds: dict[str, EvidenceKind]) -> str:
    words = say_clause(lack.clause, kinds)
    if lack.holds_until:
        return _("%(what)s: yours ends on %(day)s") % {"what": words, "day": day(lack.holds_until)}
    if lack.have:
        return _("%(what)s: you have %(n)d") % {"what": words, "n": lack.have}
    return words
