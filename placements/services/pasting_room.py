"""Whether there is room for the rows of a pasted grid: in the slot, at the partner, under the agreement. The last rows are too many."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.errors import Refusal
from institutions.models import Agreement, Partner
from institutions.models.agreements_sets import pieces
from placements.models import AgreementSeat, Seat, Slot
from placements.models.grid import busiest
from placements.models.weeks import WEEK, monday_of
from placements.readiness import covering_of
from placements.services.pasting_rows import PastedRow, by_slot
from placements.services.placements_cover import Taken, no_room, taken_under

ONE_DAY = timedelta(days=1)


def mark_full(rows: Sequence[PastedRow], partner: Partner, held: Sequence[Agreement], by: Actor) -> None:
    """Write beside each row that fits but for the room what is full. Two queries, one more for each slot and each agreement."""
    _against_places(rows, partner, by)
    _against_agreements(rows, held)


def _against_places(rows: Sequence[PastedRow], partner: Partner, by: Actor) -> None:
    """Places of the slot for this institute; and the partner's cap, which counts everybody who is there on those days."""
    seats = list(Seat.objects.filter(partner=partner).values_list("during", flat=True)) if partner.people_cap else []
    for slot, members in by_slot(row for row in rows if row.fits).items():
        kept = slot.allotments.filter(institute=by.institute_id).first()
        left = max(kept.unused if kept else slot.places - slot.allotted - slot.open_held, 0)
        cap = _cap_left(slot, partner, seats)
        for taken, row in enumerate(members, start=1):
            row.is_kept = kept is not None
            if taken > left:
                row.words["place"].append(_too_many(left))
            elif cap is not None and taken > cap:
                words = _("%(partner)s takes %(cap)d interns at once, and is full on some of these days.")
                row.words["place"].append(words % {"partner": partner, "cap": partner.people_cap})


def _too_many(left: int) -> str:
    """Why a row finds no place, where the rows above it took those that are left."""
    if not left:
        return _("No place is left for you here.")
    words = ngettext(
        "There is %(n)d place left for you here, which a row above takes.",
        "There are %(n)d places left for you here, which the rows above take.",
        left,
    )
    return words % {"n": left}


def _cap_left(slot: Slot, partner: Partner, seats: list[Any]) -> int | None:
    """How many more the partner takes on the busiest day of the slot; None without a cap."""
    if partner.people_cap is None:
        return None
    monday = monday_of(slot.starts_on)
    weeks = [monday + WEEK * number for number in range((slot.ends_on - monday).days // 7 + 1)]
    stays = [(max(d.lower, slot.starts_on), min(d.upper - ONE_DAY, slot.ends_on)) for d in seats]
    return partner.people_cap - max(busiest([stay for stay in stays if stay[0] <= stay[1]], weeks))


def _against_agreements(rows: Sequence[PastedRow], held: Sequence[Agreement]) -> None:
    """Places at once and a year of the signed agreements, the rows before counted; without one, the confirmation asks."""
    taken: dict[int, list[Taken]] = {}
    for row in rows:
        if not row.fits or row.student is None or row.slot is None:
            continue
        links = covering_of(row.student, row.slot, held)
        for agreement in links:
            if agreement.pk not in taken:
                taken[agreement.pk] = taken_under(AgreementSeat.objects.filter(agreement=agreement))
        found = list(_lacking(row.slot, links, taken))
        row.words["place"] += dict.fromkeys(str(refusal.reason) for _what, refusal in found)
        if not found:
            _take(row.slot, links, taken)


def _lacking(slot: Slot, links: list[Agreement], taken: dict[int, list[Taken]]) -> Iterator[tuple[str, Refusal]]:
    for agreement, first, last in pieces(links, slot.starts_on, slot.ends_on):
        yield from no_room(agreement, first, last, slot.starts_on, taken[agreement.pk])


def _take(slot: Slot, links: list[Agreement], taken: dict[int, list[Taken]]) -> None:
    """Count the row's pieces, so that the next one finds them taken. The first one begins in a year of its agreement."""
    for agreement, first, last in pieces(links, slot.starts_on, slot.ends_on):
        year = agreement.year_of(first) if first == slot.starts_on else None
        taken[agreement.pk].append((first, last + ONE_DAY, year))
