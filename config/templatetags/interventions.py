"""What an administrator’s act came to, in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Intervention
from config.bad_day.people import STAYS, kind_of

register = template.Library()

NAMED = {
    "stays": gettext_lazy("stays with who had it"),
    "sessions": gettext_lazy("devices signed out"),
    "taken": gettext_lazy("second steps taken away"),
}


@register.filter
def figures(row: Intervention) -> list[str]:
    """One line a figure: how many of what, and what stayed."""
    return [f"{_named(key)}: {number}" for key, number in row.figures.items() if number]


def _named(key: str) -> str:
    label = key.removeprefix(STAYS)
    words = str(NAMED.get(label) or (kind_of(label) if "." in label else label))
    return _("stays with the account that was shut: %(things)s") % {"things": words} if label != key else words
