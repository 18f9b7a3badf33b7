"""Seats: the place that an offer takes under an agreement and under a partner's cap on people, and how it is given back.

Every function here runs inside a transaction that holds the locks on partner and agreement (`applications_moves.lock_with_places`).
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refusal
from core.words import day
from institutions.models import Agreement, Partner
from institutions.models.agreements_sets import pieces
from placements.models import AgreementSeat, Application, Seat
from placements.services.seats_numbers import first_free, numbered

ONE_DAY = timedelta(days=1)


class AgreementExhausted(Refusal):
    """Every place of the agreement is taken on some of these days."""

    def __init__(self, agreement: Agreement) -> None:
        words = ngettext(
            "The %(count)d place of the agreement with %(institute)s is taken on some of these days.",
            "All %(count)d places of the agreement with %(institute)s are taken on some of these days.",
            agreement.places,
        )
        super().__init__(
            words % {"count": agreement.places, "institute": agreement.institute},
            instead=_("Wait until one is free, or agree on more places."),
        )


class AgreementYearExhausted(Refusal):
    """As many people as the agreement allows begin in that year of it."""

    def __init__(self, agreement: Agreement, year: int) -> None:
        words = ngettext(
            "The agreement with %(institute)s takes %(count)d intern a year, and has one for the year from %(day)s.",
            "The agreement with %(institute)s takes %(count)d interns a year, and has as many for the year from %(day)s.",
            agreement.places_a_year,
        )
        super().__init__(
            words
            % {
                "count": agreement.places_a_year,
                "institute": agreement.institute,
                "day": day(agreement.year_begins(year)),
            },
            instead=_("Choose a stay that begins in another year of the agreement, or agree on more places a year."),
        )


class PartnerIsFull(Refusal):
    """The partner's cap on people is reached on some of these days."""

    def __init__(self, partner: Partner) -> None:
        words = ngettext(
            "%(partner)s takes %(count)d intern at once, and has one on some of these days.",
            "%(partner)s takes %(count)d interns at once, and has that many on some of these days.",
            partner.people_cap,
        )
        super().__init__(
            words % {"partner": partner, "count": partner.people_cap},
            instead=_("Wait until one leaves, or have the limit raised."),
        )


def covering_agreements(application: Application) -> list[Agreement]:
    """The signed agreements that cover the student's programme at the slot for its days, in order; often one. One query."""
    slot = application.slot
    return Agreement.objects.covering(
        institute_id=application.institute_id,
        partner_id=slot.partner_id,
        programme_id=application.student.programme_id,
        department_id=slot.department_id,
        kind=slot.kind,
        starts_on=slot.starts_on,
        ends_on=slot.ends_on,
    )


def take_seat(application: Application) -> Seat:
    """Seat the student at the partner and, where they are covered, under the agreements; without one, under the cap alone.

    Raises PartnerIsFull, AgreementExhausted, AgreementYearExhausted.
    """
    slot = application.slot
    return _seat(application, slot.starts_on, slot.ends_on, covering_agreements(application))


def move_seat(application: Application, *, first: date, last: date, agreements: Sequence[Agreement]) -> Seat:
    """Seat the student on other days than before, under `agreements`. Raises as `take_seat`."""
    give_back_seat(application_id=application.pk)
    return _seat(application, first, last, agreements)


def _seat(application: Application, first: date, last: date, agreements: Sequence[Agreement]) -> Seat:
    partner, during = application.slot.partner, DateRange(first, last + ONE_DAY)
    at_partner = Seat.objects.filter(partner=partner)
    number = _number(at_partner, "partner_number", during, partner.people_cap, lambda: PartnerIsFull(partner))
    seat = Seat.objects.create(application=application, partner=partner, partner_number=number, during=during)
    _put_under(seat, agreements)
    return seat


@transaction.atomic
def take_agreement_seats(*, application_id: int, agreements: Sequence[Agreement]) -> Seat:
    """Put the seat of an offer or acceptance under `agreements`; nothing changes when it is there already.

    Raises AgreementExhausted, AgreementYearExhausted, and leaves the seat as it was.
    """
    seat = Seat.objects.get(application_id=application_id)
    there = set(seat.under.values_list("agreement_id", flat=True))
    if there != {agreement.pk for agreement in agreements}:
        seat.under.all().delete()
        _put_under(seat, agreements)
    return seat


def give_back_seat(*, application_id: int) -> None:
    """Take the seat away; the caller sees to it, in the same transaction, that the application holds its place no more."""
    Seat.objects.filter(application_id=application_id).delete()


def shorten_seat(*, application_id: int, last_day: date) -> None:
    """The seat is free from the day after `last_day`; the days until then stay counted."""
    seat = Seat.objects.get(application_id=application_id)
    after = last_day + ONE_DAY
    seat.under.filter(during__startswith__gte=after).delete()
    for piece in seat.under.filter(during__endswith__gt=after):
        piece.during = DateRange(piece.during.lower, after)
        piece.save(update_fields=["during"])
    seat.during = DateRange(seat.during.lower, after)
    seat.save(update_fields=["during"])


def _put_under(seat: Seat, agreements: Sequence[Agreement]) -> None:
    """Each agreement takes its piece of the stay; the year is counted where the stay begins."""
    for agreement, first, last in pieces(agreements, seat.during.lower, seat.during.upper - ONE_DAY):
        _check_year(agreement, seat.during.lower)
        during = DateRange(first, last + ONE_DAY)
        of_agreement = AgreementSeat.objects.filter(agreement=agreement)
        number = _number(of_agreement, "number", during, agreement.places, partial(AgreementExhausted, agreement))
        AgreementSeat.objects.create(seat=seat, agreement=agreement, number=number, during=during)


def _check_year(agreement: Agreement, begins_on: date) -> None:
    """The database refuses it too; here in words."""
    if agreement.places_a_year is None or begins_on < agreement.starts_on:
        return
    year = agreement.year_of(begins_on)
    if AgreementSeat.objects.filter(agreement=agreement, year=year).count() >= agreement.places_a_year:
        raise AgreementYearExhausted(agreement, year)


def _number(
    seats: QuerySet[Any], field: str, during: DateRange, ceiling: int | None, full: Callable[[], Refusal]
) -> int:
    """A number for one more seat among `seats` over `during`; raises what `full` makes when there is none up to `ceiling`.

    Stays that came in an unlucky order may use more numbers than there are people on any day. Before saying no, all seats are
    numbered anew, in one UPDATE.
    """
    number = first_free(set(seats.filter(during__overlap=during).values_list(field, flat=True)))
    if ceiling is None or number <= ceiling:
        return number
    rows = list(seats)
    *others, number = numbered([*((row.during.lower, row.during.upper) for row in rows), (during.lower, during.upper)])
    if max(number, *others) > ceiling:
        raise full()
    for row, other in zip(rows, others, strict=True):
        setattr(row, field, other)
    seats.bulk_update(rows, [field])
    return number
