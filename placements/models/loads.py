"""How full an agreement or a department is, counted by seats: what pages show, and what no lock needs to hold."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from institutions.models import Agreement
from placements.models.seats import AgreementSeat, AgreementYear, Seat

ONE_DAY = timedelta(days=1)
Days = tuple[date, date]  # first and last


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


def seated_under(agreement: Agreement) -> QuerySet[Seat, Any]:
    """The applications whose holders count under it, also those of a stay that goes on under its successor. A subquery."""
    return Seat.objects.filter(under__agreement=agreement).values("application")


def seated_at(departments: Collection[int], first: date, last: date) -> dict[int, list[Days]]:
    """Whoever holds a place in these departments on some of these days, whichever institute sent them: days alone. One query."""
    found: dict[int, list[Days]] = defaultdict(list)
    held = Seat.objects.filter(
        application__slot__department__in=departments, during__overlap=DateRange(first, last, "[]")
    )
    for department_id, during in held.values_list("application__slot__department", "during"):
        found[department_id].append((during.lower, during.upper - ONE_DAY))
    return found
