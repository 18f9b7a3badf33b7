"""Agreements against what is booked under them: which stays have no signed cover, and until when one should be signed. Reads, never writes.

A stay is a placement, an offer, or the dates of a published slot. Its home is the agreement by which it would be covered: the one that
was begun, else the one to renew. The rules are plain functions over rows that a few queries have brought.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from institutions.models import Agreement, Institute, Partner
from institutions.models.agreements_sets import chain
from institutions.states import OPEN
from placements.models import Application, Placement, Slot
from placements.states import LIVE, ApplicationState, PlacementState, SlotState

FIRST_LEAD = 120  # days, where the two never had an agreement
WARN_WITHIN = timedelta(days=30)
Pair = tuple[int, int]
EMPTY: Mapping[int, Institute] = {}


@dataclass(frozen=True, slots=True)
class Stay:
    """Some days of somebody at a partner. `under` is the agreement on which it stands, None where it wants one.

    Those under one agreement come as a single stay, from the first day of any of them to the last.
    """

    pair: Pair
    starts_on: date
    ends_on: date
    programme: int | None
    department: int | None
    kind: str
    source: str
    under: int | None = None


@dataclass
class Row:
    """One agreement (None where a pair has none), with the stays on it, and those that it does not cover yet."""

    institute: Institute
    partner: Partner
    agreement: Agreement | None
    is_first: bool
    under: list[Stay] = field(default_factory=list)
    wanting: list[Stay] = field(default_factory=list)

    @property
    def pk(self) -> str:
        """What a reminder about it is called."""
        return f"{self.institute.pk}-{self.partner.pk}-{self.agreement.pk if self.agreement else 0}"

    @property
    def lead_days(self) -> int:
        """How many days before the first stay the signature should be there."""
        days = self.institute.agreement_lead_days
        return max(days, FIRST_LEAD) if self.is_first else days

    @property
    def first_start(self) -> date | None:
        """The first day of the earliest stay without signed cover."""
        return min((stay.starts_on for stay in self.wanting), default=None)

    @property
    def sign_by(self) -> date | None:
        """The day by which it should be signed."""
        first = self.first_start
        return first - timedelta(days=self.lead_days) if first else None

    def is_live(self, since: date) -> bool:
        """True while the agreement holds, or did after `since`, or somebody stands on it or waits for it."""
        return self.agreement is None or self.agreement.ends_on >= since or bool(self.under or self.wanting)

    @property
    def booked_until(self) -> date | None:
        """The last day of anybody who is placed or offered a place: slots that are only published book nobody."""
        people = [stay.ends_on for stay in (*self.under, *self.wanting) if stay.source != "slot"]
        return max(people, default=None)

    @property
    def people_wanting(self) -> int:
        """How many placements and offers have no signed cover."""
        return sum(stay.source != "slot" for stay in self.wanting)

    @property
    def slots_wanting(self) -> int:
        """How many published slots have no signed cover."""
        return sum(stay.source == "slot" for stay in self.wanting)


def agreements_for_runway(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """With both parties, and the keys of programmes and departments: one query."""
    return agreements.select_related("institute", "partner").annotate(
        programme_ids=ArrayAgg("programmes", distinct=True, default=[]),
        department_ids=ArrayAgg("departments", distinct=True, default=[], filter=Q(departments__isnull=False)),
    )


def people(placements: QuerySet[Placement], applications: QuerySet[Application], today: date) -> list[Stay]:
    """Placements that are not over, and offers that wait for an answer. One query."""
    placed = placements.filter(state__in=LIVE, ends_on__gte=today).exclude(state=PlacementState.COMPLETED)
    offered = applications.filter(state=ApplicationState.OFFERED)
    nothing = Value(None, output_field=BigIntegerField())
    whose, where = ("institute_id", "partner_id"), ("student__programme_id", "department_id", "slot__kind")
    wanting = placed.filter(agreement=None).values_list(*whose, "starts_on", "ends_on", *where, nothing)
    under = placed.filter(agreement__isnull=False).order_by().values("agreement_id", *whose)
    days = {"first": Min("starts_on"), "last": Max("ends_on")}
    rows = wanting.union(
        under.annotate(**days).values_list(*whose, "first", "last", nothing, nothing, Value(""), "agreement_id"),
        offered.values_list(
            *("institute_id", "slot__partner_id", "slot__starts_on", "slot__ends_on", "student__programme_id"),
            *("slot__department_id", "slot__kind", nothing),
        ),
        all=True,
    )
    return [
        Stay((institute, partner), first, last, programme, department, kind, "person", under)
        for institute, partner, first, last, programme, department, kind, under in rows
    ]


def beyond_cover(slots: QuerySet[Slot], agreements: Sequence[Any]) -> QuerySet[Slot]:
    """Without those that one signed agreement for all departments and kinds covers on every day; of several institutes all stay.

    Most published slots are covered, and a thousand of them need not be read to know it.
    """
    if len({agreement.institute_id for agreement in agreements}) != 1:
        return slots
    whole = [a.pk for a in agreements if a.is_held and not a.department_ids and not a.kinds]
    around = {"starts_on__lte": OuterRef("starts_on"), "ends_on__gte": OuterRef("ends_on")}
    return slots.exclude(Exists(Agreement.objects.filter(pk__in=whole, partner=OuterRef("partner"), **around)))


def published(slots: QuerySet[Slot], pairs: Iterable[Pair], today: date) -> list[Stay]:
    """Slots that students may take, once for each institute that has a place in it and an agreement with the partner. One query."""
    institutes = defaultdict(set)
    for institute, partner in pairs:
        institutes[partner].add(institute)
    rows = slots.filter(partner_id__in=list(institutes), state=SlotState.PUBLISHED, starts_on__gt=today)
    keeps = ArrayAgg("allotments__institute", default=[], filter=Q(allotments__isnull=False))
    open_to_all = Q(places__gt=F("allotted"))
    rows = rows.annotate(keeps=keeps, to_all=ExpressionWrapper(open_to_all, BooleanField()))
    names = ("partner_id", "starts_on", "ends_on", "department_id", "kind")
    return [
        Stay((institute, partner), first, last, None, department, kind, "slot")
        for partner, first, last, department, kind, to_all, kept in rows.values_list(*names, "to_all", "keeps")
        for institute in sorted(institutes[partner])
        if to_all or institute in kept
    ]


def rows_of(
    agreements: Sequence[Any], stays: Iterable[Stay], known: dict[Pair, tuple[Institute, Partner]]
) -> list[Row]:
    """A row for each agreement and for each pair that has none but wants one: the soonest to be signed first, then by their end."""
    by_pair: dict[Pair, list[Any]] = defaultdict(list)
    for agreement in agreements:
        by_pair[agreement.institute_id, agreement.partner_id].append(agreement)
    rows: dict[tuple[Pair, int], Row] = {}

    def row_for(pair: Pair, agreement: Any) -> Row:
        key = (pair, agreement.pk if agreement else 0)
        if key not in rows:
            institute, partner = known[pair]
            never = all(other.state in OPEN for other in by_pair[pair])
            rows[key] = Row(institute, partner, agreement, is_first=never)
        return rows[key]

    for agreement in agreements:
        row_for((agreement.institute_id, agreement.partner_id), agreement)
    by_key = {agreement.pk: agreement for agreement in agreements}
    for stay in stays:
        if stay.under is not None:
            if stay.under in by_key:
                row_for(stay.pair, by_key[stay.under]).under.append(stay)
        elif not covered(stay, by_pair[stay.pair]):
            row_for(stay.pair, home(stay, by_pair[stay.pair])).wanting.append(stay)
    return sorted(rows.values(), key=_urgency)


def _urgency(row: Row) -> tuple[date, date, str]:
    return row.sign_by or date.max, row.agreement.ends_on if row.agreement else date.max, row.pk


def takes(agreement: Any, stay: Stay) -> bool:
    """Whether the agreement's scope takes the stay, its dates aside. A slot is of no programme."""
    return (
        (stay.programme is None or stay.programme in agreement.programme_ids)
        and (not agreement.department_ids or stay.department in agreement.department_ids)
        and (not agreement.kinds or stay.kind in agreement.kinds)
    )


def covered(stay: Stay, pair: Iterable[Any]) -> bool:
    """Whether signed agreements of the pair take it on every day."""
    held = (row for row in pair if row.is_held and takes(row, stay))
    return bool(chain(held, stay.starts_on, stay.ends_on))


def home(stay: Stay, pair: Sequence[Any]) -> Any:
    """The agreement by which the stay would be covered: one that was begun, else the last that takes it; None without any."""
    begun = [row for row in pair if row.state in OPEN]
    signed = [row for row in pair if row.state not in OPEN]
    for candidates in (begun, signed):
        if fitting := [row for row in candidates if takes(row, stay)]:
            return max(fitting, key=lambda row: (row.ends_on, row.pk))
    return max(pair, key=lambda row: (row.ends_on, row.pk), default=None)


def to_be_signed(today: date) -> list[Row]:
    """For the clock: every row of every institute that should be signed within 30 days, or should have been. Six queries."""
    longest = Institute.objects.aggregate(days=Max("agreement_lead_days"))["days"] or 0
    until = today + WARN_WITHIN + timedelta(days=max(longest, FIRST_LEAD))
    planned = Placement.objects.filter(state=PlacementState.PLANNED, starts_on__lte=until)
    offers = Application.objects.filter(slot__starts_on__lte=until)
    slots = lacking_cover(Slot.objects.filter(starts_on__lte=until))
    agreed = Agreement.objects.filter(partner__in=slots.values("partner")).values_list("institute_id", "partner_id")
    stays = [*people(planned, offers, today), *published(slots, agreed, today)]
    pairs = {stay.pair for stay in stays}
    agreements = agreements_for_runway(
        Agreement.objects.filter(partner_id__in={partner for _institute, partner in pairs})
    )
    rows = rows_of([row for row in agreements if (row.institute_id, row.partner_id) in pairs], stays, parties(pairs))
    return [row for row in rows if row.sign_by and row.sign_by <= today + WARN_WITHIN]


def lacking_cover(slots: QuerySet[Slot]) -> QuerySet[Slot]:
    """Those at partners with an agreement that is not signed yet, or that ends too soon, or was ended."""
    lacking = Q(state__in=OPEN) | Q(ends_on__lt=OuterRef("ends_on"))
    return slots.filter(Exists(Agreement.objects.filter(lacking, partner=OuterRef("partner"))))


def parties(pairs: set[Pair], known: Mapping[int, Institute] = EMPTY) -> dict[Pair, tuple[Institute, Partner]]:
    """The two of each pair. Two queries, one where the institutes are `known`, none for no pair."""
    if not pairs:
        return {}
    wanted = {institute for institute, _partner in pairs}
    institutes = known if wanted <= known.keys() else Institute.objects.in_bulk(wanted)
    partners = Partner.objects.in_bulk({partner for _institute, partner in pairs})
    return {pair: (institutes[pair[0]], partners[pair[1]]) for pair in pairs}
