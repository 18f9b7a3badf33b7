"""Places by quota group: each group is filled by merit in the stated order, and what it leaves over flows in another stated order. Pure.

The rule, in words that a page may print:

1. Groups are filled one after the other in their order. A group takes its members who have no place yet, the best first.
2. What groups leave over is added up, and the groups that take leftovers are gone through in their order of turns: each fills as many
   more places as it has members without one. What is still over after the last turn stays empty.
3. Nobody is passed over within a group: whoever stands higher and is a member gets a place before whoever stands lower.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
G = TypeVar("G", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Group(Generic[G]):
    """A group with its places. `turn` is its turn for leftovers, the smallest first; None takes none."""

    key: G
    places: int
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate(Generic[K, G]):
    """Somebody with the groups that they are a member of."""

    key: K
    groups: Collection[G]


@dataclass(frozen=True, slots=True)
class Place(Generic[K, G]):
    """Whom a place went to, in which group, and whether it was a leftover of others."""

    candidate: K
    group: G
    is_leftover: bool = False


@dataclass(slots=True)
class Plan(Generic[K, G]):
    """The outcome: places in the order in which they were given, what each group left over, and what stays empty."""

    places: list[Place[K, G]] = field(default_factory=list)
    left: dict[G, int] = field(default_factory=dict)
    empty: int = 0

    def group_of(self, candidate: K) -> G | None:
        """The group in whose place somebody stands; None without one."""
        return next((place.group for place in self.places if place.candidate == candidate), None)


def fill(groups: Sequence[Group[G]], candidates: Sequence[Candidate[K, G]]) -> Plan[K, G]:
    """Give the places of `groups`, in their order, to `candidates`, the best first."""
    plan: Plan[K, G] = Plan()
    waiting = list(candidates)
    for group in groups:
        seated = _take(waiting, group.key, group.places)
        plan.places += [Place(candidate.key, group.key) for candidate in seated]
        plan.left[group.key] = group.places - len(seated)
    over = sum(plan.left.values())
    for group in sorted((g for g in groups if g.turn is not None), key=lambda g: g.turn or 0):
        seated = _take(waiting, group.key, over)
        plan.places += [Place(candidate.key, group.key, is_leftover=True) for candidate in seated]
        over -= len(seated)
    plan.empty = over
    return plan


def _take(waiting: list[Candidate[K, G]], group: G, most: int) -> list[Candidate[K, G]]:
    """The first `most` members, taken out of `waiting`."""
    taken = [candidate for candidate in waiting if group in candidate.groups][:most]
    for candidate in taken:
        waiting.remove(candidate)
    return taken
