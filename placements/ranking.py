"""The order of merit of a slot's applicants as one reader may see it, and how places fall by quota. Reads; writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from core.actor import CLOCK, Actor
from placements.matching import merit, quotas
from placements.models import Application, Conflict, Decision, JudgedFrom, Outcome, QuotaGroup, Review, Selection, Slot
from placements.policies.veil import Face, face_of
from placements.states import ARRIVED, HOLDING, JUDGED, OVER, ApplicationState
from students.models import Gender


@dataclass(slots=True)
class Row:
    """One applicant in the order. `rank` is None for whom nobody has scored."""

    application: Application
    face: Face
    parts: dict[str, Decimal | None]
    share: Decimal | None
    count: int
    rank: int | None = None
    is_tied: bool = False
    decision: Decision | None = None
    group: QuotaGroup | None = None
    is_leftover: bool = False
    groups: list[int] = field(default_factory=list)

    @property
    def review(self) -> Decimal | None:
        """What the application earned."""
        return self.parts[JudgedFrom.REVIEW]

    @property
    def interview(self) -> Decimal | None:
        """What the interview earned."""
        return self.parts[JudgedFrom.INTERVIEW]

    @property
    def is_out(self) -> bool:
        """True for who needs no place: it is over, or is noted as not chosen."""
        noted = self.decision if self.decision is not None and self.decision.released_at is None else None
        return self.application.state in OVER or (noted is not None and noted.outcome == Outcome.REJECT)

    @property
    def holds_place(self) -> bool:
        """True for who was offered one, or has it."""
        return self.application.state in HOLDING and self.application.released_at is None

    @property
    def is_unread(self) -> bool:
        """True while nobody has begun to review it."""
        return self.application.state in ARRIVED

    @property
    def is_judged(self) -> bool:
        """True while it is not decided."""
        return self.application.state in JUDGED


def order_of(slot: Slot, actor: Actor) -> list[Row]:
    """Who was not withdrawn, the best first, then who has no score; without those the reader has a conflict with. Five queries."""
    own = Conflict.objects.of(actor.user_id).values("application")
    return _order(slot, actor, _staying(Application.objects.visible_to(actor).exclude(pk__in=own)))


def whole_order_of(slot: Slot) -> list[Row]:
    """The order of everybody who stays in, for the clock."""
    return _order(slot, CLOCK, _staying(Application.objects.all()))


def _staying(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.exclude(state=ApplicationState.WITHDRAWN)


def next_by_quota(slot: Slot, waiting: list[int]) -> list[int]:
    """The waiting list, first those who stand in a place of their group; as it is where the slot has no groups."""
    if not Selection.objects.filter(slot=slot, groups__isnull=False).exists():
        return waiting
    seated = {row.application.pk for row in whole_order_of(slot) if row.group is not None}
    return sorted(waiting, key=lambda pk: pk not in seated)


@dataclass(frozen=True, slots=True)
class Published:
    """The public table. Where it `tells_gender` to set an outcome beside a rank, outcomes are counted instead (ADR 49)."""

    rows: list[Row]
    skips_ranks: bool
    outcomes: list[tuple[str, int]]
    tells_gender: bool


def published_order_of(slot: Slot) -> Published:
    """Who got an answer, in the order of merit, who withdrew since too: the waiting list moves on, the table says what was released."""
    answered = Q(decisions__released_at__isnull=False)
    there = Application.objects.filter(answered | ~Q(state=ApplicationState.WITHDRAWN)).distinct()
    rows = [row for row in _order(slot, CLOCK, there) if row.decision is not None and row.decision.released_at]
    ranks = [row.rank for row in rows if row.rank is not None]
    first_without = next((n for n, rank in enumerate(ranks, 1) if rank > n), None)
    said = Counter(
        str(row.decision.get_code_display() or row.decision.get_outcome_display()) for row in rows if row.decision
    )
    return Published(rows, first_without is not None, sorted(said.items()), slot.selection.tells_gender)


def _order(slot: Slot, actor: Actor, seen: Any) -> list[Row]:
    selection: Selection = slot.selection
    seen = seen.filter(slot=slot, submitted_at__isnull=False)
    applications = list(seen.for_list().order_by("submitted_at", "pk"))
    given = _given(Review.objects.filter(application__in=applications).values_list("application", "stage", "percent"))
    weights = _weights(selection)
    rows = {a.pk: _row(a, actor, given[a.pk], weights) for a in applications}
    for place in merit.ranked({pk: row.share for pk, row in rows.items() if row.share is not None}):
        rows[place.key].rank, rows[place.key].is_tied = place.rank, place.is_tied
    for decision in Decision.objects.filter(application__in=applications).order_by("pk"):
        rows[decision.application_id].decision = decision
    order = sorted(rows.values(), key=lambda row: (row.rank is None, row.rank or 0))
    _seat(selection, order)
    return order


def _given(scores: Iterable[tuple[int, str, Decimal]]) -> Mapping[int, dict[str, list[Decimal]]]:
    given: defaultdict[int, dict[str, list[Decimal]]] = defaultdict(lambda: {stage.value: [] for stage in JudgedFrom})
    for application, stage, percent in scores:
        given[application][stage].append(percent)
    return given


def _weights(selection: Selection) -> dict[str, int]:
    weights = {stage.value: 0 for stage in JudgedFrom}
    for stage, weight in selection.criteria.values_list("stage", "weight"):
        weights[stage] += weight
    return weights


def _row(application: Application, actor: Actor, given: dict[str, list[Decimal]], weights: dict[str, int]) -> Row:
    parts = {stage: merit.together(shares) for stage, shares in given.items()}
    return Row(
        application=application,
        face=face_of(application, actor),
        parts=parts,
        share=merit.overall((parts[stage], weights[stage]) for stage in parts),
        count=len(given[JudgedFrom.REVIEW]),
    )


def _seat(selection: Selection, order: list[Row]) -> None:
    """Say of each row in which group's place it would stand. One query."""
    groups = {group.pk: group for group in selection.shared_out}
    if not groups:
        return
    staying = [row for row in order if (row.rank is not None or row.holds_place) and not row.is_out]
    # Who has a place has taken one of a group, whatever their rank.
    ranked = sorted(staying, key=lambda row: not row.holds_place)
    for row in ranked:
        row.groups = [pk for pk, group in groups.items() if is_member(group, row.application)]
    plan = quotas.fill(
        [quotas.Group(pk, group.places, group.leftovers) for pk, group in groups.items()],
        [quotas.Candidate(row.application.pk, row.groups) for row in ranked],
    )
    by_pk = {row.application.pk: row for row in ranked}
    for place in plan.places:
        row = by_pk[place.candidate]
        row.group, row.is_leftover = groups[place.group], place.is_leftover


def is_member(group: QuotaGroup, application: Application) -> bool:
    """True for who is one of those the group names: every condition that it has holds. Open to all where it has none.

    Gender and city count as they stood when the application was sent. Needs `with_institutes`.
    """
    student = application.student
    sent = (application.receipt or {}).get("quota") or {"gender": student.gender, "city": student.city}
    cities = {line.strip().casefold() for line in group.cities.splitlines() if line.strip()}
    return (
        (not group.institute_ids or student.institute_id in group.institute_ids)
        and (not group.for_women or sent["gender"] == Gender.FEMALE)
        and (not cities or sent["city"].strip().casefold() in cities)
    )


def would_get(slot: Slot, order: list[Row]) -> dict[int, str]:
    """What each undecided, scored applicant would get by merit and quota: application id to outcome, the best first."""
    free = max(slot.places - slot.held, 0)
    outcomes: dict[int, str] = {}
    grouped = bool(slot.selection.shared_out)
    for row in order:
        if row.rank is None or not row.is_judged:
            continue
        seated = free > 0 and (row.group is not None or not grouped)
        outcomes[row.application.pk] = "offer" if seated else "waitlist"
        free -= seated
    return outcomes


@dataclass(frozen=True, slots=True)
class Lane:
    """One reviewer's use of the scale, with the places of its picture in percent of the drawing's width."""

    name: str
    spread: merit.Spread

    @property
    def apart_text(self) -> str:
        """Like “+4.5” or “−12.0”: how far from the others, in percent points."""
        return f"{self.spread.apart:+.1f}".replace("-", "−") if self.spread.apart is not None else ""

    @property
    def box(self) -> dict[str, Any]:
        """Where the middle half of the shares begins and how long it is, with its ends and its middle."""
        own = self.spread
        return {
            "low": f"{own.lowest:.1f}%",
            "high": f"{own.highest:.1f}%",
            "x": f"{own.lower:.1f}%",
            "width": f"{max(own.upper - own.lower, 0.5):.1f}%",
            "middle": f"{own.middle:.1f}%",
        }


def calibration_of(slot: Slot, actor: Actor, stage: str = JudgedFrom.REVIEW) -> list[Lane]:
    """Each reviewer's spread over the applications that the reader may see. One query."""
    rows = Review.objects.visible_to(actor).filter(application__slot=slot, stage=stage)
    names: dict[int, str] = {}
    by_person: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    for person, name, application, percent in rows.values_list("person", "person__name", "application", "percent"):
        names[person] = name
        by_person[person][application] = percent
    lanes = []
    for person, own in by_person.items():
        others = {
            key: [shares[key] for other, shares in by_person.items() if other != person and key in shares]
            for key in own
        }
        spread = merit.spread(own, others)
        if spread is not None:
            lanes.append(Lane(names[person], spread))
    return sorted(lanes, key=lambda lane: lane.name)
