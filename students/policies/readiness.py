"""Who sees how much of whether a student is cleared (PRODUCT.md, rule 8).

A student sees all of the own. An institute's coordinator sees each requirement, and those about health one by one only where the
membership clears health evidence; otherwise they are one column, clear or not clear. A viewer, who never clears it, the same. A partner's
lead sees of each intern clear or not clear, and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.errors import Words
from institutions.models import Requirement
from students.readiness import CLEAR, Board, Cell, Mark, Readiness


class Sight(Enum):
    """How much an actor sees."""

    ALL = "all"
    HEALTH_FOLDED = "health folded"
    VERDICT = "verdict"


def sight_of(actor: Actor) -> Sight:
    """By role and membership; whoever looks through another's eyes sees no health evidence."""
    if actor.acts_as(Role.STUDENT):
        return Sight.ALL if actor.viewed_by is None else Sight.HEALTH_FOLDED
    if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
        return Sight.ALL if actor.may_clear_health else Sight.HEALTH_FOLDED
    return Sight.VERDICT


@dataclass(frozen=True, slots=True)
class Column:
    """What stands above one column of marks: one requirement, or several folded into clear or not clear."""

    title: Words
    requirements: tuple[Requirement, ...]
    is_folded: bool = False

    def cell(self, row: Readiness) -> Cell | None:
        """The row's cell; None where nothing of it is asked."""
        cells = [row.cells[r.pk] for r in self.requirements if r.pk in row.cells]
        if not self.is_folded or not cells:
            return cells[0] if cells else None
        return Cell(Mark.MET if all(cell.mark in CLEAR for cell in cells) else Mark.MISSING)


def shown_one_by_one(board: Board, actor: Actor) -> list[Requirement]:
    """The requirements that the actor may see each by itself."""
    sight = sight_of(actor)
    if sight is Sight.VERDICT:
        return []
    return [r for r in board.requirements if sight is Sight.ALL or not r.is_health(board.kinds)]


def columns_of(board: Board, actor: Actor) -> list[Column]:
    """The columns that the actor may see, folded ones last."""
    if sight_of(actor) is Sight.VERDICT:
        return []
    shown = shown_one_by_one(board, actor)
    folded = [r for r in board.requirements if r not in shown]
    plain = [Column(r.title, (r,)) for r in shown]
    return [*plain, Column(_("Health"), tuple(folded), is_folded=True)] if folded else plain


def open_titles(row: Readiness, columns: Iterable[Column], *, sent: bool = True) -> list[Words]:
    """What a stay still wants, in the words that these columns allow; empty for one that is clear, and for who sees the verdict only.

    Without `sent`, what waits for the office is left out: the student has done all there is to do.
    """
    fine = CLEAR if sent else CLEAR | {Mark.WAITING}
    cells = ((column, column.cell(row)) for column in columns)
    return [column.title for column, cell in cells if cell is not None and cell.mark not in fine]
