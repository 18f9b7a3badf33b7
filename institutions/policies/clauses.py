"""Which clauses an agreement still lacks, and whether it may go to the partner without them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.verdict import YES, Verdict, no
from core.words import listed
from institutions.models import Agreement, AgreementClause, AgreementDocument, Clause, ClauseAnswer

# What settles a clause: it is agreed, or it does not apply, which the database takes with a reason alone.
SETTLES = frozenset({ClauseAnswer.YES, ClauseAnswer.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist: a clause, and what the agreement has of it, if anybody has said."""

    clause: Clause
    said: AgreementClause | None

    @property
    def is_settled(self) -> bool:
        """True when it is agreed, or does not apply."""
        return self.said is not None and self.said.answer in SETTLES


@dataclass(frozen=True, slots=True)
class Checklist:
    """The clauses of one agreement: the minimum first."""

    minimum: tuple[Line, ...]
    others: tuple[Line, ...]

    @property
    def missing(self) -> tuple[Line, ...]:
        """Minimum clauses that nobody has settled."""
        return tuple(line for line in self.minimum if not line.is_settled)

    @property
    def minimum_settled(self) -> int:
        """How many of the minimum are settled."""
        return len(self.minimum) - len(self.missing)

    @property
    def others_settled(self) -> int:
        """How many of the others are settled."""
        return sum(line.is_settled for line in self.others)


def checklist(agreement: Agreement) -> Checklist:
    """Every clause in use, and those out of use that this agreement has answered. Two queries."""
    said = {row.clause_id: row for row in agreement.clauses.select_related("clause")}
    asked: dict[int, Clause] = {clause.pk: clause for clause in Clause.objects.in_use()}
    asked |= {row.clause_id: row.clause for row in said.values() if row.clause_id not in asked}
    lines = [Line(clause, said.get(pk)) for pk, clause in asked.items()]
    return Checklist(_of(lines, minimum=True), _of(lines, minimum=False))


def _of(lines: Iterable[Line], *, minimum: bool) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.clause.is_minimum == minimum)


def may_go_without(agreement: Agreement) -> Verdict:
    """Whether the minimum clauses are settled, or stand in a scan that the coordinator has read. Three queries at most."""
    found = checklist(agreement)
    if not found.missing or AgreementDocument.objects.filter(agreement=agreement, holds_clauses=True).exists():
        return YES
    names = listed(f"“{line.clause.name}”" for line in found.missing)
    return no(
        _("%(settled)d of %(all)d minimum clauses are ticked; missing: %(names)s.")
        % {"settled": found.minimum_settled, "all": len(found.minimum), "names": names},
        _("Tick them on the checklist, or attach a scanned document and say that it holds them."),
    )
