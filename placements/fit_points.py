"""The order of fit as the database counts it: for every internship of a list at once, the number that `fit.judge` gives to one.

Two ways to one number, so that a list of any length is in order and its page still says why. A test compares them.
"""

from datetime import timedelta
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Least, Round
from django.db.models.lookups import LessThanOrEqual

from placements.fit import FAR, FARTHEST, MUST, POINTS, SKILLS_COUNTED, Wanted
from placements.models import Setting, Shifts, Slot, Specialty, Track
from placements.models.searching import Metres, Point

REMOTE = "remote"  # the setting that is nowhere in particular
NIGHTS = (Shifts.NIGHT, Shifts.ROTATING)


def points_of(wanted: Wanted, origin: Point | None) -> Any:
    """The `order` of a slot's fit. Reads the slot's own columns; words and skills are looked up once for all rows."""
    judges = (_field, _skills, _setting, _length, _hours, _nights, _pay)
    return reduce(add, (_place(wanted, origin), *(judged(wanted) for judged in judges)))


def _first_of(*cases: tuple[Q, Any]) -> Any:
    """The points of the first condition that holds; none where none does."""
    return Case(*(When(condition, then=points) for condition, points in cases), default=0, output_field=IntegerField())


def _called(model: Any, *slugs: str) -> Any:
    return model.objects.filter(slug__in=slugs).values("pk")


def _field(wanted: Wanted) -> Any:
    if not wanted.tracks and not wanted.specialties:
        return Value(0)
    return _first_of(
        (Q(specialty__in=_called(Specialty, *wanted.specialties)), POINTS["field"]),
        (Q(track__in=_called(Track, *wanted.tracks)), POINTS["track"]),
        (Q(track__isnull=False) | Q(specialty__isnull=False), -POINTS["field"]),
    )


def _skills(wanted: Wanted) -> Any:
    if not wanted.skills:
        return Value(0)
    said = (SearchQuery(skill, config="portal", search_type="plain") for skill in wanted.skills)
    met = reduce(add, (_first_of((Q(pk__in=Slot.objects.filter(search=query).values("pk")), 1)) for query in said))
    return Least(met, Value(SKILLS_COUNTED)) * Value(POINTS["skill"])


def _place(wanted: Wanted, origin: Point | None) -> Any:
    if not wanted.city:
        return Value(0)
    here, far = POINTS["place"], wanted.km_at_most
    cases: list[tuple[Q, Any]] = [(Q(setting__in=_called(Setting, REMOTE)), here)]
    if origin is not None and far is not None:
        over = Cast(Round(Metres(origin) / 1000.0), IntegerField()) - Value(far)
        lost = Least(over / Value(FAR) + Value(1), Value(FARTHEST)) * Value(-1)
        cases += [(Q(latitude__isnull=False) & Q(LessThanOrEqual(over, 0)), here), (Q(latitude__isnull=False), lost)]
    cases.append((Q(city__iexact=wanted.city), here))
    if far is not None:
        cases.append((~Q(city=""), -here))
    return _first_of(*cases)


def _setting(wanted: Wanted) -> Any:
    if not wanted.settings:
        return Value(0)
    meant = Q(setting__in=_called(Setting, *wanted.settings))
    return _first_of((meant, POINTS["setting"]), (Q(setting__isnull=False), -POINTS["setting"] // 2))


def _length(wanted: Wanted) -> Any:
    """Weeks are rounded, so that a week more begins with its fourth day."""
    least, most = wanted.weeks_at_least, wanted.weeks_at_most
    cases: list[tuple[Q, Any]] = []
    if least is not None and least > 1:  # nothing is shorter than a week
        cases.append((Q(ends_on__lt=F("starts_on") + timedelta(days=7 * least - 4)), -POINTS["length"]))
    if most is not None:
        cases.append((Q(ends_on__gte=F("starts_on") + timedelta(days=7 * most + 3)), -POINTS["length"]))
    if least is None and most is None:
        return Value(0)
    return _first_of(*cases, (Q(starts_on__isnull=False, ends_on__isnull=False), POINTS["length"]))


def _hours(wanted: Wanted) -> Any:
    if wanted.hours_at_most is None:
        return Value(0)
    return _first_of(
        (Q(weekly_hours__gt=wanted.hours_at_most), -MUST),
        (Q(weekly_hours__isnull=False), POINTS["balance"]),
    )


def _nights(wanted: Wanted) -> Any:
    return _first_of((Q(shifts__in=NIGHTS), -MUST)) if wanted.no_nights else Value(0)


def _pay(wanted: Wanted) -> Any:
    if wanted.needs_pay:
        return _first_of((Q(stipend__gt=0), POINTS["pay"]), (Q(stipend=0), -MUST))
    return _first_of((Q(stipend__gt=0), POINTS["pay"] // 2)) if wanted.likes_pay else Value(0)
