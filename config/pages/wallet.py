"""What partners ask of one student, and how far the student's records answer it: one line for what several ask alike.

A stay is what somebody may ask about: a placement, an application's internship, or simply being a student whom a partner may take.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.words import day
from institutions.models import EvidenceKind, Requirement
from institutions.rules import Held, Lack, Outcome, Standing, judge
from institutions.rules.words import say_clause
from placements.models import Application, Placement
from placements.states import HOLDING, WAITING, ApplicationState, PlacementState
from students.models import Student
from students.policies.evidence import agreements_of

AHEAD = frozenset({PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE})
HOPED = (WAITING | HOLDING | {ApplicationState.DRAFT}) - {ApplicationState.ACCEPTED}
WORST_FIRST = (Standing.MISSING, Standing.EXPIRES, Standing.WAITING, Standing.MET)
NAMED = 3  # partners that a line names before it counts the rest


@dataclass(frozen=True, slots=True)
class Stay:
    """Days at one partner, and whose requirements reach them."""

    partner: str
    first: date
    last: date
    askers: frozenset[tuple[str, int | None]]
    is_booked: bool = False


@dataclass(slots=True)
class Line:
    """One thing that is asked, by however many, and the answer that falls shortest."""

    title: str
    note: str
    kinds: tuple[str, ...]
    outcome: Outcome
    stay: Stay
    partners: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)

    @property
    def for_whom(self) -> str:
        """“Margalla, Clifton, Bolan and 4 more”."""
        shown, rest = self.partners[:NAMED], len(self.partners) - NAMED
        words = ", ".join(shown)
        return words if rest <= 0 else ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", rest) % {
            "names": words, "n": rest,
        }  # fmt: skip

    @property
    def serves(self) -> str:
        """“Serves 7 partners”."""
        count = len(self.partners)
        return ngettext("Serves %(n)d partner", "Serves %(n)d partners", count) % {"n": count}

    @property
    def until(self) -> str:
        """Until when it is in order, in words."""
        end = self.outcome.holds_until
        return _("until %(day)s") % {"day": day(end)} if end else _("for ever")


def stays_of(actor: Actor, student: Student, today: date) -> list[Stay]:
    """Placements that are under way or ahead, applications that may become one, and every partner under an agreement. Three queries."""
    programme = ("programme_id", student.programme_id)
    placed = Placement.objects.visible_to(actor).filter(student=student, state__in=AHEAD).for_list()
    hoped = (
        Application.objects.visible_to(actor).filter(student=student, state__in=HOPED).select_related("slot__partner")
    )
    stays = [
        Stay(
            p.partner.name,
            p.starts_on,
            p.ends_on,
            frozenset({programme, *_at(p), ("agreement_id", p.agreement_id)}),
            is_booked=True,
        )
        for p in placed
    ]
    stays += [
        Stay(a.slot.partner.name, a.slot.starts_on, a.slot.ends_on, frozenset({programme, *_at(a.slot)}))
        for a in hoped
        if a.slot.starts_on and a.slot.ends_on
    ]
    met = {stay.partner for stay in stays}
    stays += [
        Stay(g.partner.name, today, today, frozenset({programme, ("partner_id", g.partner_id), ("agreement_id", g.pk)}))
        for g in agreements_of(student, today)
        if g.partner.name not in met
    ]
    return stays


def _at(thing: Any) -> tuple[tuple[str, int | None], tuple[str, int | None]]:
    return ("partner_id", thing.partner_id), ("department_id", thing.department_id)


def lines_of(actor: Actor, stays: Sequence[Stay], held: Sequence[Held], kinds: dict[str, EvidenceKind]) -> list[Line]:
    """Each thing asked once, what falls shortest first. One query."""
    lines: dict[tuple[str, str], Line] = {}
    for requirement in _asked(actor, stays):
        for stay in stays:
            if not _reaches(requirement, stay):
                continue
            outcome = judge(requirement.parsed, held, first_day=stay.first, last_day=stay.last)
            line = lines.setdefault(
                (requirement.title, str(requirement.rule)),
                Line(requirement.title, requirement.note, _kinds(requirement, kinds), outcome, stay),
            )
            if stay.partner not in line.partners:
                line.partners.append(stay.partner)
            if _rank(outcome) < _rank(line.outcome):
                line.outcome, line.stay = outcome, stay
    for line in lines.values():
        line.lacks = [_say(lacks, kinds) for lacks in line.outcome.lacks]
    return sorted(
        lines.values(), key=lambda line: (_rank(line.outcome), not line.stay.is_booked, line.stay.first, line.title)
    )


def _asked(actor: Actor, stays: Iterable[Stay]) -> list[Requirement]:
    askers: dict[str, set[int]] = {
        "partner_id": set(),
        "department_id": set(),
        "programme_id": set(),
        "agreement_id": set(),
    }
    for stay in stays:
        for name, pk in stay.askers:
            if pk is not None:
                askers[name].add(pk)
    return list(
        Requirement.objects.visible_to(actor).asked_by(
            partners=askers["partner_id"],
            departments=askers["department_id"],
            programmes=askers["programme_id"],
            agreements=askers["agreement_id"],
        )
    )


def _reaches(requirement: Requirement, stay: Stay) -> bool:
    """True when the requirement is asked of this stay."""
    asks = any(pk is not None and getattr(requirement, name) == pk for name, pk in stay.askers)
    return asks and requirement.is_asked_on(stay.first)


def _rank(outcome: Outcome) -> int:
    return WORST_FIRST.index(outcome.standing)


def _kinds(requirement: Requirement, kinds: dict[str, EvidenceKind]) -> tuple[str, ...]:
    """What it may be answered with, in the order of the catalogue."""
    return tuple(slug for slug in kinds if slug in requirement.parsed.kinds)


def _say(lacks: Iterable[Lack], kinds: dict[str, EvidenceKind]) -> str:
    """What one alternative still wants."""
    return "; ".join(_say_one(lack, kinds) for lack in lacks)


def _say_one(lack: Lack, kinds: dict[str, EvidenceKind]) -> str:
    words = say_clause(lack.clause, kinds)
    if lack.holds_until:
        return _("%(what)s: yours ends on %(day)s") % {"what": words, "day": day(lack.holds_until)}
    if lack.have:
        return _("%(what)s: you have %(n)d") % {"what": words, "n": lack.have}
    return words
