"""How well an internship fits what a student looks for: facts in, ordered reasons in words out. Pure: knows no table.

A reader sees the reasons and never a number; `order` only puts a list in order. What a student left open, and what a partner did not
say, neither fits nor misses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.words import listed, listed_apart

EARTH = 6371.0  # kilometres, its mean radius
POINTS = {"field": 30, "track": 15, "skill": 6, "place": 15, "setting": 10, "length": 10, "balance": 8, "pay": 10}
MUST = 120  # what a “must” that is not met takes away: more than everything that fits brings together
SKILLS_COUNTED = 4
FAR = 3  # a point less for every so many kilometres too far …
FARTHEST = 30  # … and never more than this


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a student looks for. Fields and settings are slugs."""

    tracks: frozenset[str] = frozenset()
    specialties: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    skills: tuple[str, ...] = ()
    city: str = ""
    km_at_most: int | None = None
    weeks_at_least: int | None = None
    weeks_at_most: int | None = None
    hours_at_most: int | None = None
    no_nights: bool = False
    needs_pay: bool = False
    likes_pay: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What an internship is, as far as its partner says. `specialties`, `track` and `setting` are slugs with their names."""

    track: tuple[str, str] | None = None
    specialties: Mapping[str, str] = field(default_factory=dict)
    setting: tuple[str, str] | None = None
    skills: frozenset[str] = frozenset()  # those of the wanted ones that its words hold
    city: str = ""
    km: float | None = None
    is_remote: bool = False
    weeks: int | None = None
    weekly_hours: int | None = None
    has_nights: bool | None = None
    stipend: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that fits or misses, in words; `points` is what it is worth and is shown to nobody."""

    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Fit:
    """What fits, what does not, the weightiest first."""

    fits: tuple[str, ...]
    misses: tuple[str, ...]
    order: int

    def __str__(self) -> str:
        """One sentence: “Matches cardiology, Karachi; 40 km farther than you wanted”."""
        misses = listed(self.misses)
        if not self.fits:
            return misses[:1].upper() + misses[1:]
        return listed_apart(filter(None, [_("Matches %(what)s") % {"what": listed(self.fits)}, misses]))


def judge(wanted: Wanted, facts: Facts) -> Fit:
    """The reasons, each once, the weightiest first."""
    judges = (_field, _skills, _place, _setting, _length, _balance, _pay)
    reasons = [reason for judged in judges for reason in judged(wanted, facts)]
    fits = sorted((r for r in reasons if r.points > 0), key=lambda r: -r.points)
    misses = sorted((r for r in reasons if r.points < 0), key=lambda r: r.points)
    return Fit(
        fits=tuple(reason.words for reason in fits),
        misses=tuple(reason.words for reason in misses),
        order=sum(reason.points for reason in reasons),
    )


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points (latitude, longitude) in degrees, in a straight line over the ground."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, half)))


def _field(wanted: Wanted, facts: Facts) -> Iterator[Reason]:
    if not wanted.tracks and not wanted.specialties:
        return
    met = [name for slug, name in facts.specialties.items() if slug in wanted.specialties]
    yield from (Reason(_in_a_sentence(name), POINTS["field"]) for name in met[:1])
    if not met and facts.track and facts.track[0] in wanted.tracks:
        yield Reason(_in_a_sentence(facts.track[1]), POINTS["track"])
    elif not met and (facts.track or facts.specialties):
        yield Reason(_("another field than yours"), -POINTS["field"])


def _skills(wanted: Wanted, facts: Facts) -> Iterator[Reason]:
    met = [skill for skill in wanted.skills if skill in facts.skills]
    yield from (Reason(skill, POINTS["skill"]) for skill in met[:SKILLS_COUNTED])


def _place(wanted: Wanted, facts: Facts) -> Iterator[Reason]:
    if not wanted.city:
        return
    if facts.is_remote:
        yield Reason(_("from anywhere"), POINTS["place"])
    elif facts.km is not None and wanted.km_at_most is not None:
        over = round(facts.km) - wanted.km_at_most
        if over <= 0:
            yield Reason(_("%(km)d km away") % {"km": round(facts.km)}, POINTS["place"])
        else:
            words = ngettext("%(km)d km farther than you wanted", "%(km)d km farther than you wanted", over)
            yield Reason(words % {"km": over}, -min(FARTHEST, 1 + over // FAR))
    elif facts.city.casefold() == wanted.city.casefold():
        yield Reason(facts.city, POINTS["place"])
    elif facts.city and wanted.km_at_most is not None:
        yield Reason(_("in %(city)s") % {"city": facts.city}, -POINTS["place"])


def _setting(wanted: Wanted, facts: Facts) -> Iterator[Reason]:
    if not wanted.settings or facts.setting is None:
        return
    slug, name = facts.setting
    if slug in wanted.settings:
        yield Reason(_in_a_sentence(name), POINTS["setting"])
    else:
        yield Reason(_("another setting: %(setting)s") % {"setting": _in_a_sentence(name)}, -POINTS["setting"] // 2)


def _length(wanted: Wanted, facts: Facts) -> Iterator[Reason]:
    least, most = wanted.weeks_at_least, wanted.weeks_at_most
    if facts.weeks is None or (least is None and most is None):
        return
    if least is not None and facts.weeks < least:
        yield Reason(_("shorter than you wanted"), -POINTS["length"])
    elif most is not None and facts.weeks > most:
        yield Reason(_("longer than you wanted"), -POINTS["length"])
    else:
        words = ngettext("%(n)d week", "%(n)d weeks", facts.weeks) % {"n": facts.weeks}
        yield Reason(words, POINTS["length"])


def _balance(wanted: Wanted, facts: Facts) -> Iterator[Reason]:
    if wanted.hours_at_most is not None and facts.weekly_hours is not None:
        over = facts.weekly_hours - wanted.hours_at_most
        if over > 0:
            words = ngettext("%(n)d hour a week more than you can", "%(n)d hours a week more than you can", over)
            yield Reason(words % {"n": over}, -MUST)
        else:
            words = ngettext("%(n)d hour a week", "%(n)d hours a week", facts.weekly_hours)
            yield Reason(words % {"n": facts.weekly_hours}, POINTS["balance"])
    if wanted.no_nights and facts.has_nights:
        yield Reason(_("night shifts"), -MUST)


def _pay(wanted: Wanted, facts: Facts) -> Iterator[Reason]:
    if (wanted.needs_pay or wanted.likes_pay) and facts.stipend:
        yield Reason(_("paid"), POINTS["pay"] if wanted.needs_pay else POINTS["pay"] // 2)
    elif wanted.needs_pay:
        yield Reason(_("unpaid"), -MUST)


def _in_a_sentence(name: str) -> str:
    """A name as it stands inside a sentence: “Cardiology” small, “CT imaging” as it is."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
