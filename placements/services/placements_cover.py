"""Which agreements a placement stands on, and in words what stands against it (PRODUCT rule 2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.actor import CLOCK, Actor
from core.errors import Refusal
from core.words import day
from institutions.models import Agreement, SlotKind
from institutions.models.agreements_sets import ONE_DAY, chain, pieces
from institutions.states import HELD, AgreementState
from placements.models import AgreementSeat, Block, Placement
from placements.services.placements_ways import Way, way_to_another, way_to_one
from placements.services.seats import AgreementExhausted, AgreementYearExhausted
from placements.services.seats_numbers import numbered

Taken = tuple[date, date, int | None]  # first day, day after the last, year of the agreement in which it began


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands against a confirmation: which, why, what to do about it, and where the reader can do that."""

    what: str
    reason: str
    way: Way = field(default_factory=Way)


def agreements_covering(placement: Placement) -> list[Agreement]:
    """The signed agreements that take programme, department and kind, and hold from first to last day; often one. One query."""
    return Agreement.objects.covering(
        institute_id=placement.institute_id,
        partner_id=placement.partner_id,
        programme_id=placement.student.programme_id,
        department_id=placement.department_id,
        kind=placement.slot.kind,
        starts_on=placement.starts_on,
        ends_on=placement.ends_on,
    )


def why_uncovered(placement: Placement) -> Refusal:
    """The refusal that says all that stands between the placement and its confirmation."""
    found = obstacles(placement, CLOCK)
    ways = dict.fromkeys(obstacle.way.words for obstacle in found)
    return Refusal(" ".join(obstacle.reason for obstacle in found), instead=" ".join(ways))


def obstacles(placement: Placement, by: Actor) -> list[Obstacle]:
    """All that stands against a confirmation: signature, programme, department, kind, dates, places at once, places a year.

    What to do is said to `by`. At most seven queries, and two more for each agreement that a stay goes on under;
    of a rotation one for each block.
    """
    if covering := agreements_covering(placement):
        return [*_blocks(placement), *_full(placement, covering)]
    pair = list(
        Agreement.objects.filter(institute_id=placement.institute_id, partner_id=placement.partner_id)
        .prefetch_related("programmes", "departments")
        .order_by("-ends_on", "-pk")
    )
    held = [agreement for agreement in pair if agreement.is_held]
    if not held:
        return [_unsigned(placement, pair, by)]
    missing = {agreement.pk: _scope(agreement, placement) for agreement in held}
    fewest = min(map(len, missing.values()))
    nearest = [agreement for agreement in held if len(missing[agreement.pk]) == fewest]
    best = min(nearest, key=lambda agreement: not agreement.meets(placement.starts_on, placement.ends_on))
    way = way_to_another(placement, best, pair, by)
    found = [Obstacle(what, reason, way.wanting(what)) for what, reason in missing[best.pk].items()]
    if not chain(nearest, placement.starts_on, placement.ends_on):
        found.append(Obstacle("dates", _dates(best, placement), way.wanting("dates")))
    return found


def require_covered(placement: Placement, blocks: Iterable[Block]) -> None:
    """Refuse a block whose department no signed agreement takes on its days. One query a block."""
    for obstacle in _uncovered(placement, blocks):
        raise Refusal(obstacle.reason, instead=obstacle.way.words, field="department")


def _blocks(placement: Placement) -> Iterable[Obstacle]:
    return _uncovered(placement, Block.objects.for_list().filter(placement=placement))


def _uncovered(placement: Placement, blocks: Iterable[Block]) -> Iterator[Obstacle]:
    for block in blocks:
        covering = Agreement.objects.covering(
            institute_id=placement.institute_id,
            partner_id=placement.partner_id,
            programme_id=placement.student.programme_id,
            department_id=block.department_id,
            kind=placement.slot.kind,
            starts_on=block.starts_on,
            ends_on=block.ends_on,
        )
        if not covering:
            reason = _("The agreement does not cover the department %(department)s.") % {"department": block.department}
            way = Way(_("Choose a department that it covers, or have it added to the agreement."))
            yield Obstacle("department", reason, way)


def _unsigned(placement: Placement, pair: list[Agreement], by: Actor) -> Obstacle:
    words = {"institute": placement.institute, "partner": placement.partner}
    disputed = next((a for a in pair if a.state in HELD and a.objected_at), None)
    over = next((a for a in pair if a.state in {AgreementState.EXPIRED, AgreementState.TERMINATED}), None)
    if disputed:
        reason = _("%(partner)s objects to the signature on paper under “%(title)s”.") % {
            **words,
            "title": disputed.title,
        }
        way = Way(_("The two offices settle it with each other first."), disputed.get_absolute_url(), _("Open it"))
        return Obstacle("signature", reason, way)
    if over:
        reason = _("The agreement of %(institute)s and %(partner)s ended on %(day)s.") % {
            **words,
            "day": day(over.ends_on),
        }
    else:
        reason = _("%(institute)s and %(partner)s have not signed an agreement yet.") % words
    return Obstacle("signature", reason, way_to_one(placement, pair, by))


def _scope(agreement: Agreement, placement: Placement) -> dict[str, str]:
    """What the agreement's scope leaves out of the placement, and in which words."""
    missing = {}
    programme, department = placement.student.programme, placement.department
    if programme not in agreement.programmes.all():
        missing["programme"] = _("The agreement does not cover %(programme)s.") % {"programme": programme}
    if agreement.departments.all() and department not in agreement.departments.all():
        missing["department"] = _("The agreement does not cover the department %(department)s.") % {
            "department": department
        }
    if agreement.kinds and placement.slot.kind not in agreement.kinds:
        kind = SlotKind(placement.slot.kind).label
        missing["kind"] = _("The agreement does not cover stays of the kind “%(kind)s”.") % {"kind": kind}
    return missing


def _dates(agreement: Agreement, placement: Placement) -> str:
    return _("The agreement holds from %(from)s to %(until)s; the placement runs from %(first)s to %(last)s.") % {
        "from": day(agreement.starts_on),
        "until": day(agreement.ends_on),
        "first": day(placement.starts_on),
        "last": day(placement.ends_on),
    }


def _full(placement: Placement, covering: list[Agreement]) -> Iterable[Obstacle]:
    """Whether the agreements have room for it; under their locks the database has the last word."""
    for agreement, first, last in pieces(covering, placement.starts_on, placement.ends_on):
        others = AgreementSeat.objects.filter(agreement=agreement).exclude(
            seat__application_id=placement.application_id
        )
        for what, refusal in no_room(agreement, first, last, placement.starts_on, taken_under(others)):
            yield _said(what, refusal, agreement)


def taken_under(seats: QuerySet[AgreementSeat]) -> list[Taken]:
    """The days and the year of each seat, for `no_room`. One query."""
    return [(during.lower, during.upper, year) for during, year in seats.values_list("during", "year")]


def no_room(
    agreement: Agreement, first: date, last: date, begins: date, taken: Iterable[Taken]
) -> Iterable[tuple[str, Refusal]]:
    """What of an agreement is used up for one more piece from `first` to `last` of a stay that begins on `begins`."""
    taken = list(taken)
    after = last + ONE_DAY
    clipped = [
        (max(lower, first), min(upper, after)) for lower, upper, _year in taken if lower < after and first < upper
    ]
    if max(numbered(clipped), default=0) >= agreement.places:
        yield "places", AgreementExhausted(agreement)
    if agreement.places_a_year is not None and begins >= agreement.starts_on:
        year = agreement.year_of(begins)
        if sum(seat_year == year for *_days, seat_year in taken) >= agreement.places_a_year:
            yield "year", AgreementYearExhausted(agreement, year)


def _said(what: str, refusal: Refusal, agreement: Agreement) -> Obstacle:
    return Obstacle(
        what,
        str(refusal.reason),
        Way(str(refusal.instead), agreement.get_absolute_url(), _("Open the agreement")),
    )
