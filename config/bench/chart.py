"""How each list grows, as a picture: where it stands with a hundredth of the rows, and where with all of them."""

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil

from config.bench.figures import Measured

LINE, NAMES, WIDTH, HEAD = 22, 330, 560, 46  # pixels: a row, the names beside it, the axis, what stands over it
FEW, ALL, PROMISE = "#8a9a97", "#0f5f55", "#b45309"


def drawn(rows: Sequence[Measured]) -> list[Measured]:
    """What the picture shows: what grows, and is a multiple of the lab list."""
    return [row for row in rows if row.growth and row.figure.over == "lab list"]


def growth_chart(rows: Sequence[Measured]) -> str:
    """An SVG of the rows that grow; their figures stand in the table beside it."""
    shown = [(row, row.multiple, row.growth) for row in drawn(rows) if row.growth and row.multiple is not None]
    furthest = ceil(max((many for _row, many, _growth in shown), default=1))
    step = WIDTH / furthest
    height = HEAD + LINE * len(shown) + 10
    lines = "".join(
        _row(row, few=many / growth * step, many=many * step, promise=(row.figure.budget or 0) * step, at=number)
        for number, (row, many, growth) in enumerate(shown)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {NAMES + WIDTH + 30} {height}" role="img" '
        f'aria-label="Times the lab list with a hundredth of the rows and with all of them" font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>{_legend()}{"".join(_ticks(furthest, step, height))}{lines}</svg>\n'
    )


def _legend() -> str:
    said = ((FEW, "a hundredth of the rows"), (ALL, "all rows"), (PROMISE, "promised"))
    return "".join(
        f'<circle cx="{NAMES + 6 + n * 190}" cy="12" r="5" fill="{colour}"/><text x="{NAMES + 16 + n * 190}" y="16">{words}</text>'
        for n, (colour, words) in enumerate(said)
    )


def _ticks(furthest: int, step: float, height: int) -> Iterator[str]:
    for times in range(furthest + 1):
        x = f"{NAMES + times * step:.1f}"
        yield f'<path d="M{x} {HEAD - 8}V{height - 6}" stroke="#e3e8e7"/>'
        yield f'<text x="{x}" y="{HEAD - 12}" text-anchor="middle">{times} ×</text>'


def _row(row: Measured, *, few: float, many: float, promise: float, at: int) -> str:
    y = HEAD + at * LINE + LINE // 2
    name = f'<text x="{NAMES - 12}" y="{y + 4}" text-anchor="end">{escape(row.figure.name)}</text>'
    line = f'<path d="M{NAMES + few:.1f} {y}H{NAMES + many:.1f}" stroke="{ALL}" stroke-width="2"/>'
    limit = f'<path d="M{NAMES + promise:.1f} {y - 7}v14" stroke="{PROMISE}" stroke-width="2"/>' if promise else ""
    dots = "".join(
        f'<circle cx="{NAMES + x:.1f}" cy="{y}" r="5" fill="{colour}"/>' for x, colour in ((few, FEW), (many, ALL))
    )
    return name + line + limit + dots
