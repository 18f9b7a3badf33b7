"""Seats: the place that an offer takes under an agreement and under a partner's cap on people, and how it is given back.

Every function here runs inside a transaction that holds the locks on partner and agreement (`applications_moves.lock_with_places`).
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refusal
from institutions.models import Agreement, Partner
from placements.models import Application, Seat
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


def covering_agreement(application: Application) -> Agreement | None:
    """The signed agreement that covers the student's programme for the slot's days. One query."""
    slot = application.slot
    covering = Agreement.objects.covering(
        institute_id=application.institute_id,
        partner_id=slot.partner_id,
        programme_id=application.student.programme_id,
        starts_on=slot.starts_on,
        ends_on=slot.ends_on,
    )
    return covering.select_related("institute").order_by("pk").first()


def take_seat(application: Application) -> Seat:
    """Seat the student at the partner and, where one covers them, under the agreement; without one, under the cap alone.

    Raises PartnerIsFull, AgreementExhausted.
    """
    slot = application.slot
    during = DateRange(slot.starts_on, slot.ends_on + ONE_DAY)
    at_partner = Seat.objects.filter(partner=slot.partner)
    number = _number(at_partner, "partner_number", during, slot.partner.people_cap, lambda: PartnerIsFull(slot.partner))
    seat = Seat(application=application, partner=slot.partner, partner_number=number, during=during)
    if (agreement := covering_agreement(application)) is not None:
        _put_under(seat, agreement)
    seat.save()
    return seat


def take_agreement_seat(*, application_id: int, agreement: Agreement) -> Seat:
    """Put the seat of an offer or acceptance under `agreement`; nothing changes when it is there already. Raises AgreementExhausted."""
    seat = Seat.objects.get(application_id=application_id)
    if seat.agreement_id != agreement.pk:
        _put_under(seat, agreement)
        seat.save(update_fields=["agreement", "agreement_number"])
    return seat


def give_back_seat(*, application_id: int) -> None:
    """Take the seat away; the caller sees to it, in the same transaction, that the application holds its place no more."""
    Seat.objects.filter(application_id=application_id).delete()


def shorten_seat(*, application_id: int, last_day: date) -> None:
    """The seat is free from the day after `last_day`; the days until then stay counted."""
    seat = Seat.objects.get(application_id=application_id)
    seat.during = DateRange(seat.during.lower, last_day + ONE_DAY)
    seat.save(update_fields=["during"])


def _put_under(seat: Seat, agreement: Agreement) -> None:
    of_agreement = Seat.objects.filter(agreement=agreement)
    seat.agreement_number = _number(
        of_agreement, "agreement_number", seat.during, agreement.places, lambda: AgreementExhausted(agreement)
    )
    seat.agreement = agreement


def _number(
    seats: QuerySet[Seat], field: str, during: DateRange, ceiling: int | None, full: Callable[[], Refusal]
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
    Seat.objects.bulk_update(rows, [field])
    return number
