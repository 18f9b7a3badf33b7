"""Points into shares, shares into an order of merit with its ties, and how far reviewers spread. Pure.

A share is what somebody has of the most there is, in percent with two decimals: 5 points on everything are 100, 1 point on everything 0.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, median, quantiles
from typing import Generic, TypeVar

LOWEST, HIGHEST = 1, 5
CENT = Decimal("0.01")
K = TypeVar("K", bound=Hashable)


def share(points: Mapping[K, int], weights: Mapping[K, int]) -> Decimal:
    """The weighted share of `points`, which has one number for each criterion of `weights`."""
    if set(points) != set(weights):
        raise ValueError("every criterion has its points, and no other")
    earned = sum((points[key] - LOWEST) * weight for key, weight in weights.items())
    most = (HIGHEST - LOWEST) * sum(weights.values())
    return _cents(Decimal(100 * earned) / Decimal(most))


def together(shares: Iterable[Decimal]) -> Decimal | None:
    """What several reviewers say together: their mean; None when nobody has said anything."""
    some = list(shares)
    return _cents(sum(some, Decimal(0)) / len(some)) if some else None


def overall(parts: Iterable[tuple[Decimal | None, int]]) -> Decimal | None:
    """One share of application and interview: each by the weights of its criteria; a part that was not judged does not count."""
    judged = [(part, weight) for part, weight in parts if part is not None and weight]
    if not judged:
        return None
    return _cents(sum((part * weight for part, weight in judged), Decimal(0)) / sum(weight for _part, weight in judged))


@dataclass(frozen=True, slots=True)
class Ranked(Generic[K]):
    """One place in the order. `rank` is shared by equals, the next one counts them: 1, 2, 2, 4."""

    key: K
    share: Decimal
    rank: int
    is_tied: bool


def ranked(shares: Mapping[K, Decimal]) -> list[Ranked[K]]:
    """The best first; equals in the order given."""
    order = sorted(shares.items(), key=lambda pair: -pair[1])
    values = [value for _key, value in order]
    return [Ranked(key, value, values.index(value) + 1, values.count(value) > 1) for key, value in order]


@dataclass(frozen=True, slots=True)
class Spread:
    """How one reviewer uses the scale: over so many applications, and how far from the others on the same ones."""

    count: int
    lowest: float
    lower: float
    middle: float
    upper: float
    highest: float
    apart: float | None


def spread(own: Mapping[K, Decimal], others: Mapping[K, Sequence[Decimal]]) -> Spread | None:
    """The spread of a reviewer's shares. `apart` is the mean of (own less the others' mean), where others judged the same; else None."""
    if not own:
        return None
    values = sorted(float(value) for value in own.values())
    lower, middle, upper = _quartiles(values)
    gaps = [float(value) - mean(map(float, others[key])) for key, value in own.items() if others.get(key)]
    return Spread(
        count=len(values),
        lowest=values[0],
        lower=lower,
        middle=middle,
        upper=upper,
        highest=values[-1],
        apart=mean(gaps) if gaps else None,
    )


def _quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    if len(values) == 1:
        return values[0], values[0], values[0]
    lower, _middle, upper = quantiles(values, n=4, method="inclusive")
    return lower, median(values), upper


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
