"""What may be chosen beside words, and how many each choice would leave. Counts respect every other choice that was made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from operator import itemgetter, or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, Case, CharField, ExpressionWrapper, F, Q, QuerySet, TextChoices, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.paging import MOST
from institutions.models import PartnerKind, SlotKind
from placements.models import Shifts
from placements.search.terms import Choice, Terms

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that internships differ by: its name in the address, its words, the column to group by, what may be chosen.

    `cases` say which slots a choice means where the column is made of others.
    """

    name: str
    label: str | Promise
    column: Any
    choices: Callable[[Terms], Sequence[Choice]]
    cases: Mapping[str, Q] | None = None

    @property
    def alias(self) -> str:
        """The name of its column in a query."""
        return f"by_{self.name}"

    def condition(self, values: Sequence[str], terms: Terms) -> Q:
        """Any of the chosen values. In plain columns, of which the planner knows how many rows they leave."""
        keys = [choice.key for choice in self.choices(terms) if choice.value in values]
        if self.cases is not None:
            return reduce(or_, (self.cases[key] for key in keys))
        return Q(**{f"{self.column.name}__in": keys})


def _of_terms(name: str, label: str | Promise) -> Facet:
    return Facet(name, label, F(f"{name}_id"), itemgetter(name))


def _of_choices(name: str, label: str | Promise, choices: type[TextChoices], column: str = "") -> Facet:
    return Facet(
        name,
        label,
        F(column or name),
        lambda _terms: [Choice(member.value, member.value, str(member.label)) for member in choices],
    )


def _of_cases(name: str, label: str | Promise, *cases: tuple[str, str | Promise, Q]) -> Facet:
    """Cases that shut each other out."""
    column = Case(*(When(condition, then=Value(value)) for value, _label, condition in cases), output_field=CharField())
    return Facet(
        name,
        label,
        column,
        lambda _terms: [Choice(value, value, str(label)) for value, label, _condition in cases],
        {value: condition for value, _label, condition in cases},
    )


def _weeks(more_than: int, up_to: int) -> Q:
    return Q(
        ends_on__gte=F("starts_on") + timedelta(weeks=more_than), ends_on__lt=F("starts_on") + timedelta(weeks=up_to)
    )


FACETS: tuple[Facet, ...] = (
    _of_terms("track", _("Career track")),
    _of_terms("specialty", _("Specialty")),
    _of_terms("setting", _("Setting")),
    _of_choices("kind", _("Kind of stay"), SlotKind),
    _of_cases("paid", _("Stipend"), ("yes", _("Paid"), Q(stipend__gt=0)), ("no", _("Unpaid"), Q(stipend=0))),
    _of_terms("hands_on", _("Hands-on level")),
    _of_choices("shifts", _("Shifts"), Shifts),
    _of_cases(
        "length",
        _("Length"),
        ("4", _("Up to 4 weeks"), Q(ends_on__lt=F("starts_on") + timedelta(weeks=4))),
        ("8", _("5 to 8 weeks"), _weeks(4, 8)),
        ("12", _("9 to 12 weeks"), _weeks(8, 12)),
        ("26", _("13 to 26 weeks"), _weeks(12, 26)),
        ("more", _("Longer"), Q(ends_on__gte=F("starts_on") + timedelta(weeks=26))),
    ),
    _of_cases(
        "load",
        _("Weekly load"),
        ("15", _("Up to 15 hours"), Q(weekly_hours__lte=15)),
        ("30", _("16 to 30 hours"), Q(weekly_hours__range=(16, 30))),
        ("more", _("More than 30 hours"), Q(weekly_hours__gt=30)),
    ),
    _of_choices("partner_kind", _("Partner"), PartnerKind, "partner__kind"),
    _of_terms("language", _("Language")),
)
BY_NAME = {facet.name: facet for facet in FACETS}
CITY = Facet("city", _("City"), F("city"), lambda _terms: [])


@dataclass(frozen=True, slots=True)
class Counted:
    """`size` of each set, no further than one beyond `MOST`; `of` each facet, how many by the key of its column, None for too many."""

    size: dict[str, int] = field(default_factory=dict)
    of: dict[str, dict[str, int] | None] = field(default_factory=dict)


# Of names of our own and numbers; what people typed comes as parameters.
WITH_SET = "s%d AS MATERIALIZED (%s)"
WITH_BASE = "base AS MATERIALIZED (%s)"
FROM_BASE = "SELECT * FROM base WHERE %s LIMIT %d"
WITH_SIZE = "n%d AS MATERIALIZED (SELECT count(*) AS n FROM s%d)"
SIZE = "SELECT '%d', NULL, n FROM n%d"
GROUP = "SELECT '%s', %s::text, count(*) FROM s%d WHERE (SELECT n FROM n%d) <= %d GROUP BY 2"


def count(sets: Mapping[str, Rows], facets: Mapping[str, str]) -> Counted:
    """Sizes of `sets`, and each facet counted in the set that `facets` names. One query, however many.

    A set of more than `MOST` is not counted by facet: that would read all of it, to say what nobody looks through.
    """
    counted = Counted(dict.fromkeys(sets, 0), {facet: {} for facet in facets})
    parts: list[str] = []
    lines: list[str] = []
    params: list[Any] = []
    for number, (name, rows) in enumerate(sets.items()):
        here = [BY_NAME.get(facet, CITY) for facet, where in facets.items() if where == name]
        try:
            sql, bound = _select(rows, here)
        except EmptyResultSet:
            continue
        params += bound
        parts += [WITH_SET % (number, sql), WITH_SIZE % (number, number)]
        lines.append(SIZE % (number, number))
        lines += [GROUP % (facet.name, facet.alias, number, number, MOST) for facet in here]
    return _ask(counted, parts, lines, params, list(sets), facets) if lines else counted


def count_once(rows: Rows, conditions: Mapping[str, Q], names: Sequence[str]) -> Counted:
    """The same where the facets of `names` are counted each without its own of `conditions`, which are what was chosen of them.

    The rows are read once, with all they are counted by: for words, which cost more to find than their choices to tell apart.
    """
    where = {name: name if name in conditions else "" for name in names}
    sets = ["", *conditions]
    counted = Counted(dict.fromkeys(sets, 0), {name: {} for name in names})
    columns = {facet.alias: facet.column for facet in (BY_NAME.get(name, CITY) for name in names)}
    flags = {f"is_{name}": ExpressionWrapper(q, output_field=BooleanField()) for name, q in conditions.items()}
    plain = rows.order_by().select_related(None).annotate(**columns, **flags).values_list(*columns, *flags)
    try:
        sql, params = plain.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return counted
    parts, lines = [WITH_BASE % sql], []
    for number, name in enumerate(sets):
        kept = " AND ".join(f"is_{other}" for other in conditions if other != name) or "TRUE"
        parts += [WITH_SET % (number, FROM_BASE % (kept, MOST + 1)), WITH_SIZE % (number, number)]
        here = [BY_NAME.get(facet, CITY) for facet in names if where[facet] == name]
        lines.append(SIZE % (number, number))
        lines += [GROUP % (facet.name, facet.alias, number, number, MOST) for facet in here]
    return _ask(counted, parts, lines, params, sets, where)


def _ask(
    counted: Counted,
    parts: Sequence[str],
    lines: Sequence[str],
    params: Sequence[Any],
    names: Sequence[str],
    facets: Mapping[str, str],
) -> Counted:
    """Fill `counted` with what the database says: the n-th set is called by the n-th of `names`."""
    with connection.cursor() as cursor:
        cursor.execute(" ".join(["WITH", ", ".join(parts), " UNION ALL ".join(lines)]), params)
        found = cursor.fetchall()
    for name, key, n in found:
        if name.isdigit():
            counted.size[names[int(name)]] = n
        elif key is not None:
            counted.of[name][key] = n  # type: ignore[index]
    for facet, where in facets.items():
        if counted.size[where] > MOST:
            counted.of[facet] = None
    return counted


def _select(rows: Rows, facets: Sequence[Facet]) -> tuple[str, Sequence[Any]]:
    columns = {facet.alias: facet.column for facet in facets}
    plain = rows.order_by().select_related(None)
    chosen = plain.annotate(**columns).values_list(*columns) if columns else plain.values_list("pk")
    return chosen[: MOST + 1].query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
