"""Days and moments as people say them, for messages and papers. Pages use the filters of `portal` that call these."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, ngettext, pgettext

from core import clock


def day(value: date, *, today: date | None = None) -> str:
    """Like “Friday 27 November”, with the year when it is not this one."""
    year = " Y" if value.year != (today or clock.today()).year else ""
    return apart(date_format(value, "l j F" + year))


def when(value: datetime, zone: ZoneInfo | None = None) -> str:
    """Like “Friday 27 November, 17:00”, in `zone`, or in the active time zone."""
    local = timezone.localtime(value, zone)
    return listed([day(local.date(), today=clock.today(zone)), f"{local:%H:%M}"])


def hours(minutes: int) -> str:
    """Minutes as "7 h 30 min", "40 h", "20 min"."""
    whole, rest = divmod(int(minutes), 60)
    parts = [ngettext("%(n)d h", "%(n)d h", whole) % {"n": whole}] if whole else []
    if rest or not whole:
        parts.append(ngettext("%(n)d min", "%(n)d min", rest) % {"n": rest})
    return apart(" ".join(parts))


def apart(phrase: str) -> str:
    """A phrase with numbers, as it stands after a Latin name in a line from right to left: there its number would go over to the name.
    A mark that nobody sees keeps it here.
    """
    return f"\N{RIGHT-TO-LEFT MARK}{phrase}" if get_language_bidi() else phrase


def code(value: str) -> str:
    """A code or number of letters and digits, whose parts keep their order in a line from right to left."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if value and get_language_bidi() else value


def sentence(words: str | Promise) -> str:
    """“Not readable.”: a label as a sentence, with the full stop of the language that is spoken."""
    return pgettext("a sentence", "%(words)s.") % {"words": words}


def listed(parts: Iterable[str | Promise]) -> str:
    """“cardiology, Karachi, paid”, with the comma of the language that is spoken."""
    return pgettext("between the parts of a list", ", ").join(map(str, parts))


def listed_apart(parts: Iterable[str | Promise]) -> str:
    """“Clear for 7 partners; missing BLS for 2”: parts that may hold commas."""
    return pgettext("between the parts of a list", "; ").join(map(str, parts))
