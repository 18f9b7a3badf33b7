"""Seats for many at once: numbered in memory as `seats` numbers one, then written in three statements at most."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from core.errors import Refusal
from institutions.models import Agreement
from institutions.models.agreements_sets import ONE_DAY, pieces
from placements.models import AgreementSeat, Application, Seat
from placements.services.seats import AgreementExhausted, AgreementYearExhausted, PartnerIsFull
from placements.services.seats_numbers import first_free, numbered


class Series:
    """The seats under one ceiling: no two of one number meet."""

    def __init__(self, field: str) -> None:
        self.field = field
        self.rows: list[Any] = []
        self.renumbered: dict[int, Any] = {}

    def take(self, row: Any, ceiling: int | None, full: Callable[[], Refusal]) -> None:
        """Number one more; raises what `full` makes when no numbering of all of them has room for it."""
        first, after = row.during.lower, row.during.upper
        met = (other for other in self.rows if other.during.lower < after and first < other.during.upper)
        number = first_free({getattr(other, self.field) for other in met})
        if ceiling is not None and number > ceiling:
            number = self._number_anew(row, ceiling, full)
        setattr(row, self.field, number)
        self.rows.append(row)

    def _number_anew(self, row: Any, ceiling: int, full: Callable[[], Refusal]) -> int:
        *others, number = numbered([(each.during.lower, each.during.upper) for each in (*self.rows, row)])
        if max(number, *others) > ceiling:
            raise full()
        for each, other in zip(self.rows, others, strict=True):
            if getattr(each, self.field) != other:
                setattr(each, self.field, other)
                self.renumbered |= {each.pk: each} if each.pk else {}
        return number


class Ledger:
    """Every seat at some partners. Two queries; the caller holds the locks on partners and agreements."""

    def __init__(self, partners: Collection[int]) -> None:
        self.people: dict[int, Series] = defaultdict(partial(Series, "partner_number"))
        self.under: dict[int, Series] = defaultdict(partial(Series, "number"))
        self.seats: list[Seat] = []
        self.pieces: list[AgreementSeat] = []
        for seat in Seat.objects.filter(partner__in=partners):
            self.people[seat.partner_id].rows.append(seat)
        for piece in AgreementSeat.objects.filter(agreement__partner__in=partners):
            self.under[piece.agreement_id].rows.append(piece)

    def seat(self, application: Application, first: date, last: date, agreements: Sequence[Agreement]) -> None:
        """A seat at the partner, and a piece of it under each agreement. Raises as `seats.take_seat`, and leaves nothing behind."""
        partner, during = application.slot.partner, DateRange(first, last + ONE_DAY)
        seat = Seat(application=application, partner=partner, during=during)
        self.people[partner.pk].take(seat, partner.people_cap, partial(PartnerIsFull, partner))
        taken: list[AgreementSeat] = []
        try:
            for agreement, begins, ends in pieces(agreements, first, last):
                taken.append(self._piece(seat, agreement, begins, ends))
        except Refusal:
            for piece in taken:
                self.under[piece.agreement_id].rows.remove(piece)
            self.people[partner.pk].rows.remove(seat)
            raise
        self.seats.append(seat)
        self.pieces += taken

    def _piece(self, seat: Seat, agreement: Agreement, first: date, last: date) -> AgreementSeat:
        begins, series = seat.during.lower, self.under[agreement.pk]
        year = agreement.year_of(begins) if begins >= agreement.starts_on else None
        piece = AgreementSeat(seat=seat, agreement=agreement, during=DateRange(first, last + ONE_DAY), year=year)
        begun = sum(other.year == year for other in series.rows)
        if year is not None and agreement.places_a_year is not None and begun >= agreement.places_a_year:
            raise AgreementYearExhausted(agreement, year)
        series.take(piece, agreement.places, partial(AgreementExhausted, agreement))
        return piece

    def write(self) -> None:
        """Those that had to move first, in one statement each, then the new ones."""
        for model, all_series in ((Seat, self.people), (AgreementSeat, self.under)):
            moved = [row for series in all_series.values() for row in series.renumbered.values()]
            field = "partner_number" if model is Seat else "number"
            model._default_manager.bulk_update(moved, [field])  # noqa: SLF001 - Django's own name
        Seat.objects.bulk_create(self.seats)
        AgreementSeat.objects.bulk_create(self.pieces)
