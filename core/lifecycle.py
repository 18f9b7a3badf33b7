"""A lifecycle is a table of moves.

`states.py` of each app holds the table; one service function performs each move. `moved` is sent inside the transaction after the
history row is written: facts that must travel up the import street subscribe to it in `apps.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal
from django.utils.translation import gettext as _

from core.errors import IllegalMove

# Sent with: sender (model class), thing (instance), move (Move), by (Actor), now (datetime).
moved = Signal()
# The same of many things that make one move together: things (instances) in place of thing.
moved_many = Signal()


@dataclass(frozen=True, slots=True)
class Move:
    """One named transition, from any of `sources` to `target`."""

    name: str
    sources: frozenset[str]
    target: str

    def __init__(self, name: str, sources: Collection[Any], target: Any) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "sources", frozenset(str(source) for source in sources))
        object.__setattr__(self, "target", str(target))

    def allowed_from(self, state: str) -> bool:
        """True when the move may start at `state`."""
        return str(state) in self.sources

    def check(self, state: str, *, label: object = None) -> None:
        """Raise `IllegalMove` when the move may not start at `state`; `label` is the state in the reader's words."""
        if not self.allowed_from(state):
            raise IllegalMove(
                _("This cannot be done any more: it is now “%(state)s”.") % {"state": label or state},
                instead=_("Open the page again to see where it stands."),
            )
