"""How many places are missing, by when, and whom to ask: what students, slots, partners and calls say together. Reads, never writes."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from core import clock
from core.actor import Actor
from institutions.models import Agreement, Intake, Interest, Partner, Programme, with_standing
from institutions.models.agreements_sets import chain, takes
from placements.models import CallAnswer, IntakeBlock, Slot, Stage, stages_by_intake
from placements.policies.placing import places_left
from placements.policies.slots import ROUTES
from placements.states import CallState
from students.models import Student

MOST_ASKED = 50
WILLING = (Interest.LOOKING, Interest.INTERESTED)
# What a line says of its intake.
STAY = ("partner", "department", "kind", "starts_on", "ends_on", "agreement_follows")
NAMES = ("intake__name", "intake__starts_on", "intake__place_by", "programme", "programme__name")
UNWILLING = (Interest.NOT_NOW, Interest.FULL)


@dataclass(slots=True)
class IntakeStanding:
    """One intake: its students by stage, the places open to them, and by when they should have one."""

    intake: Intake
    by: date | None
    stages: dict[str, int] = field(default_factory=dict)
    unclaimed: int = 0
    open: int = 0

    def is_late(self, today: date) -> bool:
        """True when the day has passed by which its students should have a place."""
        return self.by is not None and self.by < today

    def count(self, *stages: str) -> int:
        """How many stand at one of `stages`; at any without them."""
        return sum(n for stage, n in self.stages.items() if not stages or stage in stages)

    @property
    def needed(self) -> int:
        """Students without a place and without an offer, which holds one."""
        return self.count(Stage.NOWHERE, Stage.OVER, Stage.REVIEW)

    @property
    def missing(self) -> int:
        """Places to be found yet."""
        return max(self.needed - self.open, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """All intakes that the actor sees. A place that is open to several programmes counts once in `open`."""

    rows: list[IntakeStanding]
    open: int

    def count(self, *stages: str) -> int:
        """How many students stand at one of `stages`; at any without them."""
        return sum(row.count(*stages) for row in self.rows)

    @property
    def needed(self) -> int:
        """Students without a place and without an offer."""
        return sum(row.needed for row in self.rows)

    @property
    def missing(self) -> int:
        """Places to be found yet. Each intake's own shortage stays: a place for nurses helps no radiographer."""
        return max(self.needed - self.open, *(row.missing for row in self.rows), 0)

    @property
    def unclaimed(self) -> int:
        """Students who have not accepted their account."""
        return sum(row.unclaimed for row in self.rows)

    @property
    def worst(self) -> IntakeStanding | None:
        """The intake that misses most, then the one with most students without a place, then the sooner; None when nothing is missing."""
        short = [row for row in self.rows if row.needed] if self.missing else []
        return min(short, key=lambda row: (-row.missing, -row.needed, row.by or date.max), default=None)


def standing(actor: Actor, now: datetime) -> Standing:
    """How far the enrolled students of each intake are, and what is open to them. Three queries."""
    blocks = IntakeBlock.objects.filter(intake=OuterRef("intake"), starts_on__gt=clock.day_of(now))
    students = (
        Student.objects.visible_to(actor)
        .enrolled()
        .annotate(next_block=Subquery(blocks.order_by("starts_on").values("starts_on")[:1]))
    )
    rows: dict[int, IntakeStanding] = {}
    for part in stages_by_intake(students, "next_block", *NAMES):
        row = rows.setdefault(part["intake"], _row(part))
        row.stages[part["stage"]] = part["n"]
        row.unclaimed += part["unclaimed"]
    shown = sorted(rows.values(), key=lambda row: (row.intake.starts_on, row.intake.pk), reverse=True)
    places = open_places(actor, now, {row.intake.programme_id for row in shown})
    for row in shown:
        row.open = places[row.intake.programme_id]
    return Standing(shown, places[None])


def _row(part: dict[str, Any]) -> IntakeStanding:
    """The intake of a line, as far as the line names it."""
    programme = Programme(pk=part["programme"], name=part["programme__name"])
    intake = Intake(
        pk=part["intake"],
        programme=programme,
        name=part["intake__name"],
        starts_on=part["intake__starts_on"],
        place_by=part["intake__place_by"],
    )
    return IntakeStanding(intake, by=intake.place_by or part["next_block"])


def open_places(actor: Actor, now: datetime, programmes: Collection[int]) -> dict[int | None, int]:
    """Places that students of each programme may apply for now; under None those open to any of them, each once. Two queries."""
    sums: dict[int | None, int] = dict.fromkeys([None, *programmes], 0)
    if actor.institute_id is None or len(sums) == 1:
        return sums
    routes = _routes_by_partner(actor.institute_id, programmes)
    slots = Slot.objects.visible_to(actor).open_on(now).with_places_for(actor.institute_id)
    near = slots.filter(Q(agreement_follows=True) | Q(partner__in=list(routes)))
    rows = near.annotate(left=places_left(actor.institute_id)).filter(left__gt=0)
    for partner, department, kind, first, last, follows, left in rows.values_list(*STAY, "left"):
        reached = programmes if follows else _reached(routes[partner], programmes, department, kind, first, last)
        for programme in reached:
            sums[programme] += left
        sums[None] += left if reached else 0
    return sums


def _routes_by_partner(institute_id: int, programmes: Collection[int]) -> dict[int, list[Agreement]]:
    """Agreements, signed or begun, by which students of these programmes may reach a partner. One query."""
    found: dict[int, list[Agreement]] = defaultdict(list)
    agreements = Agreement.objects.filter(institute=institute_id, state__in=ROUTES, programmes__in=programmes)
    for agreement in agreements.with_scope_ids().only("partner", "kinds", "starts_on", "ends_on"):
        found[agreement.partner_id].append(agreement)
    return found


def _reached(
    routes: list[Agreement], programmes: Collection[int], department: int, kind: str, first: date, last: date
) -> list[int]:
    """The programmes whose students some of `routes` let stay on all the days: what `route_for` asks of many slots in the database."""
    around = [each for each in routes if each.starts_on <= last and each.ends_on >= first]
    return [
        programme
        for programme in programmes
        if chain(
            [r for r in around if takes(r, programme_id=programme, department_id=department, kind=kind)], first, last
        )
    ]


def whom_to_ask(actor: Actor, today: date) -> list[Partner]:
    """Partners that may help, the likeliest first. One query.

    Each with `interest_now`, `agreed`, `leads`, and of the open call that asked it last `call`, `call_title`, `promised` (places
    without a slot) and `answered`, how it stands there. Who said “not now” or “full” is left in peace.
    """
    answers = CallAnswer.objects.filter(
        partner=OuterRef("pk"), call__institute=actor.institute_id, call__state=CallState.OPEN, sent_at__isnull=False
    )
    if actor.programme_id:
        answers = answers.filter(call__programme=actor.programme_id)
    latest = answers.order_by("-sent_at", "-pk")
    promised = latest.filter(places__gte=1, slot=None)
    partners = with_standing(Partner.objects.visible_to(actor), actor.institute_id, today).annotate(
        call=Subquery(latest.values("call")[:1]),
        call_title=Subquery(latest.values("call__title")[:1]),
        answered=Coalesce(Subquery(latest.values("interest")[:1]), Value("")),
        promised=Coalesce(Subquery(promised.values("places")[:1]), Value(0)),
    )
    refused = Q(answered__in=UNWILLING) | Q(interest_now__in=UNWILLING)
    willing = Q(interest_now__in=WILLING) | Q(agreed=True) | Q(call__isnull=False)
    likely = Case(
        When(promised__gte=1, then=Value(0)),
        When(interest_now=Interest.LOOKING, then=Value(1)),
        When(call__isnull=False, answered="", then=Value(2)),
        When(interest_now=Interest.INTERESTED, then=Value(3)),
        default=Value(4),
    )
    found = partners.filter(Q(promised__gte=1) | willing & ~refused)
    return list(found.annotate(likely=likely).order_by("likely", "-promised", "name")[:MOST_ASKED])
