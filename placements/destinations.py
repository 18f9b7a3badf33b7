"""What became of past interns, in words: counts alone, and only from a number up at which they name nobody. Reads; writes nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.models import Became, Destination

FROM = 5  # answers, as for ratings: fewer would tell who is meant


def of_partners() -> ArraySubquery:
    """For a query of partners: the counts of all who were interns there, for `in_words`."""
    return _counts(placement__partner=OuterRef("pk"))


def of_slots_like() -> ArraySubquery:
    """For a query of slots: the counts of who was in the same department under the same title, for `in_words`."""
    return _counts(placement__department=OuterRef("department"), placement__slot__title=OuterRef("title"))


def _counts(**of: Any) -> ArraySubquery:
    rows = Destination.objects.filter(**of).counted().by_kind()
    return ArraySubquery(rows.values(json=JSONObject(became="became", n="n", there="there")))


def in_words(counts: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line for each kind that there is, in their order, after how many have answered; nothing while those are too few."""
    by_kind = {Became(count["became"]): count for count in counts}
    answers = sum(count["n"] for count in by_kind.values())
    if answers < FROM:
        return []
    lines = [_line(kind, by_kind[kind]["n"], by_kind[kind]["there"]) for kind in Became if kind in by_kind]
    return [_("%(n)d have said where they are now:") % {"n": answers}, *lines]


def _line(kind: Became, n: int, there: int) -> str:
    words = {
        Became.EMPLOYED: ngettext("%(n)d is in work", "%(n)d are in work", n),
        Became.TRAINING: ngettext("%(n)d is in further training", "%(n)d are in further training", n),
        Became.LOOKING: ngettext("%(n)d is looking for work", "%(n)d are looking for work", n),
        Became.OTHER: ngettext("%(n)d does something else", "%(n)d do something else", n),
    }
    line = words[kind] % {"n": n}
    return line + (_(", %(n)d of them here") % {"n": there} if there else "")
