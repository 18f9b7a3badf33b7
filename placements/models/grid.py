"""The grid of departments and weeks: who is where, against what each can take. Five queries at most, whatever is in it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate, groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import OuterRef, QuerySet

from accounts.models import User
from core.actor import Actor
from core.beside import beside
from institutions.models import Agreement, Blackout, Department, Membership, Partner, Site
from institutions.states import AgreementState
from placements.models.applications import Application
from placements.models.blocks import Block, SlotBlock
from placements.models.weeks import WEEK, last_of
from placements.states import ApplicationState

ONE_DAY = timedelta(days=1)
WEEKS = 12  # shown at a time
Days = tuple[date, date]  # first and last


@dataclass(frozen=True, slots=True)
class Stay:
    """One person's days in one department: placed, or held by an offer. Of a rotation, the days of one block, or of none."""

    application: Application
    first: date
    last: date
    department: Department
    supervised_by: Membership | None  # whose intern it is

    @property
    def offered(self) -> bool:
        """True while the student has not answered."""
        return self.application.state == ApplicationState.OFFERED

    @property
    def supervisor(self) -> str:
        """The same as a name; empty while there is none."""
        return self.supervised_by.user.name if self.supervised_by else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One row in one week: people on the busiest day, how many it takes, and which blackout dates fall in it."""

    count: int
    limit: int | None = None
    blackouts: tuple[str, ...] = ()
    everybody: int = 0  # whoever sent them, where the reader sees some of them alone

    @property
    def tone(self) -> str:
        """The colour: over its limit, full, closed, some room."""
        there = max(self.count, self.everybody)
        if self.limit is not None and there > self.limit:
            return "over"
        if self.blackouts:
            return "closed"
        if self.limit is not None and self.limit and there == self.limit:
            return "full"
        return "some" if self.count else ""

    @property
    def letter(self) -> str:
        """The same in a letter, for who sees no colours and for black and white paper."""
        return {"over": "O", "closed": "B", "full": "F"}.get(self.tone, "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a partner as a whole, a department, a supervisor."""

    label: str
    cells: tuple[Cell, ...]
    limit: int | None = None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """What a page draws: the Mondays, the rows, the load of supervisors, and everybody by name."""

    mondays: tuple[date, ...]
    rows: tuple[Row, ...]
    loads: tuple[Row, ...]
    stays: tuple[Stay, ...] = field(default=())


def stays_of(actor: Actor, first: date, last: date) -> list[Stay]:
    """Everybody whom the actor sees holding a place on some of these days, in the order of departments and names.

    One query.
    """
    seen = Application.objects.visible_to(actor).select_related("student__user", "institute")
    return sorted(
        _on(seen, first, last),
        key=lambda s: (str(s.department.site.partner), s.department.name, s.first, str(s.application.student.user)),
    )


def seated_at(departments: Collection[int], first: date, last: date) -> dict[int, list[Days]]:
    """Whoever holds a place in these departments on some of these days, whichever institute sent them: days alone. One query."""
    partners = Partner.objects.filter(sites__departments__in=departments)
    found: dict[int, list[Days]] = {pk: [] for pk in departments}
    for stay in _on(Application.objects.filter(slot__partner__in=partners.values("pk")), first, last):
        if stay.department.pk in found:
            found[stay.department.pk].append((stay.first, stay.last))
    return found


def _on(applications: QuerySet[Application], first: date, last: date) -> list[Stay]:
    """The stays of those who hold a place on some of these days. One query."""
    held = applications.holding().filter(seat__during__overlap=DateRange(first, last, "[]"))  # type: ignore[attr-defined]
    rows = held.select_related(
        "seat", "slot__department__site__partner", "slot__supervisor__user", "placement__supervisor__user"
    ).annotate(
        placed_in=_in_order(Block.objects.filter(placement__application=OuterRef("pk"))),
        offered_in=_in_order(SlotBlock.objects.filter(slot=OuterRef("slot"))),
    )
    return [stay for row in rows for stay in _stays(row) if stay.first <= min(stay.last, last) and stay.last >= first]


def _in_order(blocks: QuerySet[Any]) -> ArraySubquery:
    return beside(
        blocks.order_by("starts_on"),
        *("starts_on", "ends_on", "department", "supervisor"),
        called="department__name",
        takes="department__interns_at_once",
        supervised_by="supervisor__user__name",
    )


def _stays(application: Any) -> Iterable[Stay]:
    """One for each block, and for the days before, between and after them one in the slot's own department. May be empty ones."""
    held, slot = application.seat.during, application.slot
    placement = getattr(application, "placement", None)
    begins, end = held.lower, held.upper - ONE_DAY
    home = (slot.department, (placement or slot).supervisor)
    for block in application.placed_in if placement else application.offered_in:
        yield Stay(application, begins, min(block.starts_on - ONE_DAY, end), *home)
        yield Stay(application, block.starts_on, min(block.ends_on, end), *_where(block, slot.department.site))
        begins = block.ends_on + ONE_DAY
    yield Stay(application, begins, end, *home)


def _where(block: Any, site: Site) -> tuple[Department, Membership | None]:
    """Department and supervisor of a block, made of what was read beside it: enough for their names and for counting."""
    department = Department(pk=block.department_id, name=block.called, interns_at_once=block.takes, site=site)
    if block.supervisor_id is None:
        return department, None
    return department, Membership(pk=block.supervisor_id, user=User(name=block.supervised_by))


def departments_of(actor: Actor) -> list[Department]:
    """A lead's own departments; a coordinator's partners', as far as an agreement was signed. One query."""
    departments = Department.objects.visible_to(actor).select_related("site__partner")
    if actor.partner_id is None:
        signed = Agreement.objects.visible_to(actor).filter(state=AgreementState.SIGNED)
        departments = departments.filter(site__partner__in=signed.values("partner"))
    return list(departments.order_by("site__partner__name", "site__partner_id", "name", "pk"))


def agreed_places(actor: Actor, partner_ids: Iterable[int]) -> Callable[[Partner, date], int | None]:
    """How many interns a partner takes in a week: of everybody, its cap; of one institute, what agreements promise on the day on which
    they promise most, for a renewal may take over in the middle. One query at most.
    """
    if actor.partner_id is not None:
        return lambda partner, _monday: partner.people_cap
    agreements = list(
        Agreement.objects.visible_to(actor).filter(state=AgreementState.SIGNED, partner__in=set(partner_ids))
    )

    def promised(partner: Partner, monday: date) -> int:
        theirs = [a for a in agreements if a.partner_id == partner.pk]
        week = (monday + ONE_DAY * number for number in range(7))
        return max(sum(a.places for a in theirs if a.starts_on <= day <= a.ends_on) for day in week)

    return promised


def grid(actor: Actor, monday: date, *, weeks: int = WEEKS, departments: Sequence[Department] | None = None) -> Grid:
    """The weeks from `monday` on. `departments` are the rows; left out, those that the actor plans for, by one more query."""
    mondays = tuple(monday + WEEK * number for number in range(weeks))
    last = last_of(mondays[-1])
    stays = stays_of(actor, monday, last)
    known = departments_of(actor) if departments is None else departments
    rows = {d.pk: d for d in [*known, *(stay.department for stay in stays)]}
    ordered = sorted(rows.values(), key=lambda d: (d.site.partner.name, d.site.partner_id, d.name, d.pk))
    blackouts = list(Blackout.objects.visible_to(actor).for_list().meeting(monday, last))
    limits = agreed_places(actor, {d.site.partner_id for d in ordered})
    limited = [d.pk for d in ordered if d.interns_at_once is not None]
    # A coordinator sees the institute's own alone; a department is full of everybody's.
    everybody = seated_at(limited, monday, last) if limited and actor.partner_id is None else {}
    made: list[Row] = []
    for partner_id, members in groupby(ordered, key=lambda d: d.site.partner_id):
        made += _partner(partner_id, list(members), stays, blackouts, mondays, limits, everybody)
    return Grid(mondays, tuple(made), tuple(_loads(stays, mondays)), tuple(stays))


def _partner(
    partner_id: int,
    departments: list[Department],
    stays: list[Stay],
    blackouts: list[Blackout],
    mondays: tuple[date, ...],
    limits: Callable[[Partner, date], int | None],
    everybody: Mapping[int, Sequence[tuple[date, date]]],
) -> list[Row]:
    """The partner's line and one for each department, which `everybody` fills, also who is not among `stays`."""
    partner = departments[0].site.partner
    there = [stay for stay in stays if stay.department.site.partner_id == partner_id]
    whole = [b for b in blackouts if b.department_id is None and b.partner_id in {None, partner_id}]
    peaks = busiest([(s.first, s.last) for s in there], mondays)
    cells = tuple(
        Cell(peak, limits(partner, monday), _titles(whole, monday)) for peak, monday in zip(peaks, mondays, strict=True)
    )
    rows = [Row(partner.name, cells, is_total=True)]
    for department in departments:
        limit = department.interns_at_once
        peaks = busiest([(s.first, s.last) for s in there if s.department.pk == department.pk], mondays)
        all_peaks = busiest(everybody.get(department.pk, ()), mondays)
        closed = [b for b in blackouts if b.department_id == department.pk]
        cells = tuple(
            Cell(peak, limit, _titles([*whole, *closed], monday), there)
            for peak, there, monday in zip(peaks, all_peaks, mondays, strict=True)
        )
        rows.append(Row(department.name, cells, limit))
    return rows


def _loads(stays: list[Stay], mondays: tuple[date, ...]) -> Iterable[Row]:
    """A line for each supervisor, by name; with the partner where several have one name."""
    partners = {s.supervised_by: s.department.site.partner for s in stays if s.supervised_by}
    names = Counter(membership.user.name for membership in partners)
    for membership in sorted(partners, key=lambda m: (m.user.name, partners[m].name, m.pk)):
        name = membership.user.name
        label = name if names[name] == 1 else f"{name}, {partners[membership]}"
        peaks = busiest([(s.first, s.last) for s in stays if s.supervised_by == membership], mondays)
        yield Row(label, tuple(Cell(peak) for peak in peaks))


def _titles(blackouts: list[Blackout], monday: date) -> tuple[str, ...]:
    last = last_of(monday)
    return tuple(b.title for b in blackouts if b.starts_on <= last and b.ends_on >= monday)


def busiest(stays: Sequence[tuple[date, date]], mondays: Sequence[date]) -> list[int]:
    """How many are there on the busiest day of each week. Pure; who leaves on a Wednesday makes room for who comes on Thursday."""
    first, days = mondays[0], 7 * len(mondays)
    change = [0] * (days + 1)
    for begins, ends in stays:
        at, after = max((begins - first).days, 0), min((ends - first).days + 1, days)
        if at < after:
            change[at] += 1
            change[after] -= 1
    there = list(accumulate(change[:days]))
    return [max(there[7 * week : 7 * week + 7]) for week in range(len(mondays))]
