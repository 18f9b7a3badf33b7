"""How a page says an icon, a day, a moment and a length of time. The wording itself is `core.words`, which papers and mail share.

Each saying is a tag and a filter: a tag reads well in a sentence, a filter fits into `with` and `blocktranslate`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from core import clock, words
from core.markdown import to_html
from core.phones import spaced_phone

register = template.Library()

MINUTES_IN_HOUR = 60


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A picture from `static/img/icons.svg` that says nothing to a screen reader: put words beside it."""
    return _icon(name, css)


@cache  # there are scores on a page, and few kinds of them
def _icon(name: str, css: str) -> SafeString:
    classes = f"bi {css}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, static("img/icons.svg"), name
    )


@register.filter
@register.simple_tag
def day(value: date | datetime | None) -> str:
    """“Friday 27 November”, with the year when it is not the present one."""
    return "" if value is None else words.day(_local_date(value))


@register.filter
@register.simple_tag
def when(value: datetime | None) -> str:
    """“Friday 27 November, 17:00”, in the active time zone."""
    return "" if value is None else words.when(value)


@register.simple_tag
def span(first: date | datetime | None, last: date | datetime | None) -> str:
    """“4 January to 28 March 2027”: the first day carries its year only when the two differ."""
    if first is None or last is None:
        return ""
    first, last = _local_date(first), _local_date(last)
    opening = "j F" if first.year == last.year else "j F Y"
    parts = {"first": date_format(first, opening), "last": date_format(last, "j F Y")}
    return words.apart(gettext("%(first)s to %(last)s") % parts)


@register.simple_tag
def comma() -> str:
    """Between two parts of a line, as the language writes it."""
    return words.listed(["", ""])


@register.filter
def listed(parts: Iterable[str]) -> str:
    """“ward, lab, ECG”, with the comma of the page’s language."""
    return words.listed(parts)


@register.filter
def markdown(value: str) -> SafeString:
    """What staff wrote with a few signs, as HTML; see `core.markdown`."""
    return to_html(value)


@register.filter
def code(value: str) -> str:
    """“2024-MIT-0104” as it is written, also in a line from right to left."""
    return words.code(value)


@register.filter
def phone(value: str) -> str:
    """“+92 300 1234567” from a number as it is kept."""
    return spaced_phone(value)


@register.filter
@register.simple_tag
def minutes(value: int | None) -> str:
    """“7 h 30 min” from a number of minutes."""
    return "" if value is None else words.hours(value)


@register.filter
@register.simple_tag
def hours(value: int | None) -> str:
    """“320 hours” from a number of minutes; what does not fill an hour is said in minutes."""
    if value is None:
        return ""
    whole, rest = divmod(value, MINUTES_IN_HOUR)
    if rest:
        return words.hours(value)
    return words.apart(ngettext("%(hours)d hour", "%(hours)d hours", whole) % {"hours": whole})


def _local_date(value: date | datetime) -> date:
    """The calendar day of `value` in the active time zone; a plain date is its own day."""
    return clock.day_of(value) if isinstance(value, datetime) else value
