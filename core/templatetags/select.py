"""The options of a select box, written in one go: in templates, a box of four hundred took twenty milliseconds."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
Option = Mapping[str, Any]


@register.simple_tag
def options(groups: Iterable[tuple[str | None, Iterable[Option], int]]) -> SafeString:
    """What Django's `select.html` makes of a widget's `optgroups`."""
    parts: list[str] = []
    for name, members, _index in groups:
        inside = "".join(map(_option, members))
        parts.append(f'<optgroup label="{conditional_escape(name)}">{inside}</optgroup>' if name else inside)
    return mark_safe("".join(parts))  # noqa: S308 - every value is escaped


def _option(option: Option) -> str:
    attributes = "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in option["attrs"].items()
        if value is not False
    )
    value = conditional_escape(str(option["value"]))
    return f'<option value="{value}"{attributes}>{conditional_escape(option["label"])}</option>'
