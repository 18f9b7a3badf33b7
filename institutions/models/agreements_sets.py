"""Sets of agreements: who sees which, and which of them cover a stay."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Aggregate, Exists, F, Func, OuterRef, Q

from core.actor import Actor, Role
from institutions.states import HELD, UNSENT, AgreementState

if TYPE_CHECKING:
    from institutions.models.agreements import Agreement

ONE_DAY = timedelta(days=1)


class DaysTogether(Aggregate):
    """All days of the group's agreements, as one multirange."""

    function = "range_agg"
    output_field = DateRangeField()


class Stretch(Func):
    """The days from first to last, both counted, as a range."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, first: Any, last: Any) -> None:
        super().__init__(first, last, models.Value("[]"))


class Holds(Func):
    """True when some days (a multirange) hold every day of a stretch."""

    template = "%(expressions)s"
    arg_joiner = " @> "
    output_field = models.BooleanField()


def _names(of: str) -> ArrayAgg:
    """The names of related rows in order; an empty list where there are none."""
    there = Q(**{f"{of}__isnull": False})
    return ArrayAgg(f"{of}__name", distinct=True, order_by=f"{of}__name", default=[], filter=there)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements, seen by the two parties."""

    def visible_to(self, actor: Actor) -> Self:
        """A coordinator's and viewer's institute; a lead's partner, from the moment it is sent; to administrators all, with what was
        thrown away.
        """
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            return self.filter(institute_id=actor.institute_id).exclude(state=AgreementState.DISCARDED)
        if actor.acts_as(Role.LEAD):
            return self.filter(partner_id=actor.partner_id).exclude(state__in=UNSENT)
        return self.none()

    def for_list(self) -> Self:
        """With both parties, and how many programmes it covers: one query for any number of rows."""
        return self.select_related("institute", "partner").annotate(programme_count=models.Count("programmes"))

    def with_scope(self) -> Self:
        """For one page: both parties, who signed, the renewal, and `programme_names` and `department_names`."""
        related = ("institute", "partner", "predecessor", "successor", "sent_by", "signed_by", "scan__file")
        return self.select_related(*related).annotate(
            programme_names=_names("programmes"), department_names=_names("departments")
        )

    def in_force(self, day: date) -> Self:
        """Signed, and holding on `day`."""
        return self.filter(state=AgreementState.SIGNED, starts_on__lte=day, ends_on__gte=day)

    def held(self) -> Self:
        """Those on whose days placements stand: signed, or renewed since; none whose signature is disputed."""
        return self.filter(state__in=HELD, objected_at=None)

    def taking(self, *, department: Any, kind: Any) -> Self:
        """Those whose scope takes this department and kind (values, or OuterRefs); one that names none takes all."""
        named = self.model.departments.through.objects.filter(agreement=OuterRef("pk"))
        if isinstance(department, OuterRef):
            department = OuterRef(department)  # one query further out
        chosen = Exists(named.filter(department=department))
        return self.filter(chosen | ~Exists(named), Q(kinds__len=0) | Q(kinds__contains=[kind]))

    def with_scope_ids(self) -> Self:
        """Adds `programme_ids` and `department_ids`, so that `takes` asks about many stays without a query."""
        return self.annotate(
            programme_ids=ArrayAgg("programmes", distinct=True, default=[]),
            department_ids=ArrayAgg("departments", distinct=True, default=[], filter=Q(departments__isnull=False)),
        )

    def days_together(self) -> models.QuerySet[Any]:
        """For each institute, `days`: all days on which an agreement in this set holds."""
        together = DaysTogether(Stretch(F("starts_on"), F("ends_on")))
        return self.order_by().values("institute_id").annotate(days=together)

    def holding_days(self, first: date, last: date) -> models.QuerySet[Any]:
        """Institutes whose agreements in this set hold together on every day from `first` to `last`."""
        days = (models.Value(day, output_field=models.DateField()) for day in (first, last))
        return self.days_together().annotate(whole=Holds(F("days"), Stretch(*days))).filter(whole=True)

    def covering(
        self,
        *,
        institute_id: int,
        partner_id: int,
        programme_id: int,
        department_id: int,
        kind: str,
        starts_on: date,
        ends_on: date,
    ) -> "list[Agreement]":
        """The signed agreements on which a stay of these days stands: one, or one and what follows it without a gap; none otherwise.

        Each takes programme, department and kind. One query.
        """
        pair = self.held().filter(institute_id=institute_id, partner_id=partner_id, programmes=programme_id)
        scoped = pair.taking(department=department_id, kind=kind).select_related("institute", "partner")
        return chain(scoped.filter(starts_on__lte=ends_on, ends_on__gte=starts_on), starts_on, ends_on)


def takes(agreement: "Agreement", *, programme_id: int, department_id: int | None, kind: str) -> bool:
    """What `taking` asks the database, of one loaded `with_scope_ids`. A stay whose department nobody knows yet meets any."""
    named: list[int] = agreement.department_ids  # type: ignore[attr-defined]
    in_departments = department_id is None or not named or department_id in named
    in_programmes: bool = programme_id in agreement.programme_ids  # type: ignore[attr-defined]
    return in_programmes and in_departments and (not agreement.kinds or kind in agreement.kinds)


def chain(agreements: "Iterable[Agreement]", first: date, last: date) -> "list[Agreement]":
    """Those of `agreements` on whose days every day from `first` to `last` falls, in their order; empty when one does not."""
    links: list[Agreement] = []
    open_from = first
    for agreement in sorted(agreements, key=lambda row: row.starts_on):
        if open_from > last or agreement.starts_on > open_from:
            break
        if agreement.ends_on >= open_from:
            links.append(agreement)
            open_from = agreement.ends_on + ONE_DAY
    return links if open_from > last else []


def pieces(links: "Sequence[Agreement]", first: date, last: date) -> "list[tuple[Agreement, date, date]]":
    """Each link of a chain with the first and last day of its piece of the stay."""
    found, begin = [], first
    for agreement in links:
        end = min(agreement.ends_on, last)
        found.append((agreement, begin, end))
        begin = end + ONE_DAY
    return found
