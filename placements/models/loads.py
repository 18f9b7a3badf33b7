"""How full an agreement is, counted by its seats: what the pages of agreements show, and what no lock needs to hold."""

from datetime import date
from typing import NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from institutions.models import Agreement
from placements.models.seats import AgreementSeat, AgreementYear, Seat
from placements.states import PlacementState


def with_load(agreements: QuerySet[Agreement], today: date) -> QuerySet[Agreement]:
    """With `at_once` and `at_partner`: people there today under it, and at the partner in all."""
    here = AgreementSeat.objects.filter(agreement=OuterRef("pk"), during__contains=today).order_by()
    there = Seat.objects.filter(partner=OuterRef("partner"), during__contains=today).order_by()
    return agreements.annotate(
        at_once=Coalesce(Subquery(here.values("agreement").annotate(n=Count("pk")).values("n")), 0),
        at_partner=Coalesce(Subquery(there.values("partner").annotate(n=Count("pk")).values("n")), 0),
    )


def begun_in(agreement: Agreement, number: int) -> int:
    """How many stays began in the year of that number, from 0. One query."""
    taken = AgreementYear.objects.filter(agreement=agreement, number=number).values_list("taken", flat=True)
    return taken.first() or 0


def under(agreement: Agreement) -> Q:
    """Of placements: those whose interns count under it, also of a stay that goes on under its successor."""
    seated = Seat.objects.filter(under__agreement=agreement).values("application")
    return Q(application__in=seated) | Q(agreement=agreement)


class Touched(NamedTuple):
    """How many stays are there after a day: confirmed ones, which go on, and places that are only offered or booked."""

    confirmed: int
    booked: int


def stays_past(agreement: Agreement, last_day: date) -> Touched:
    """Stays that count under it on days after `last_day`. One query."""
    seats = AgreementSeat.objects.filter(agreement=agreement, during__overlap=DateRange(last_day, None, "()"))
    confirmed = Q(seat__application__placement__state__in=[PlacementState.CONFIRMED, PlacementState.ACTIVE])
    found = seats.aggregate(all=Count("pk"), confirmed=Count("pk", filter=confirmed))
    return Touched(found["confirmed"], found["all"] - found["confirmed"])
