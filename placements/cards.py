"""What the card of an internship says. Worked out in Python: a list draws twenty, and templates take their time over words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import day_of
from placements.models import Slot


@dataclass(frozen=True, slots=True)
class Card:
    """The lines of one card; `why` are tags of the reader's own, `pill` where it stands, with its tone."""

    where: str
    why: tuple[str, ...]
    tags: tuple[str, ...]
    pill: str
    tone: str
    days: tuple[str, ...]


def card_of(slot: Slot, now: datetime) -> Card:
    """One slot of `for_list`; with `fit`, `applied` and `metres` where they were asked for."""
    stage = slot.stage(now)
    tone, pill = pill_of(slot, stage)
    metres = getattr(slot, "metres", None)
    away = [] if metres is None else [_("%(km)d km") % {"km": round(metres / 1000)}]
    return Card(
        where=" · ".join([slot.partner.name, slot.department.name, slot.city, *away]),
        why=tuple(_why(slot)),
        tags=tuple(_tags(slot, now)),
        pill=pill,
        tone=tone,
        days=tuple(_days(slot, stage, day_of(now).year)),
    )


def _why(slot: Slot) -> list[str]:
    fit, applied = getattr(slot, "fit", None), getattr(slot, "applied", None)
    why = [str(fit)] if fit else []
    if applied:
        why.append(_("You began an application") if applied == "draft" else _("You applied"))
    return why


def _tags(slot: Slot, now: datetime) -> list[str]:
    term = slot.setting or slot.track
    hours = ngettext("%(n)d hour a week", "%(n)d hours a week", slot.weekly_hours) % {"n": slot.weekly_hours}
    pay = _("Rs %(sum)s a month") % {"sum": intcomma(slot.stipend)} if slot.stipend else _("Unpaid")
    tags = [term.name] if term else []
    tags += [str(slot.get_kind_display()), _("Full-time") if slot.full_time else hours, pay]
    days = slot.days_since_confirmed(now)
    if days is not None:
        said = ngettext("Confirmed yesterday", "Confirmed %(n)d days ago", days) % {"n": days}
        tags.append(said if days else _("Confirmed today"))
    return tags


def pill_of(slot: Slot, stage: str) -> tuple[str, str]:
    """Tone and words of how a slot stands: what is left of its places, or why it takes nobody."""
    if stage == "open":
        left = ngettext("%(left)d of %(n)d place left", "%(left)d of %(n)d places left", slot.places)
        tone = "act" if slot.places_left == 1 and slot.places > 1 else "good"
        return tone, left % {"left": slot.places_left, "n": slot.places}
    words = {
        "full": _("Waiting list only"),
        "past": _("Deadline passed"),
        "paused": _("Paused"),
        "draft": _("Draft"),
        "archived": _("Archived"),
    }
    return {"paused": "act", "draft": "wait"}.get(stage, ""), words.get(stage, _("Closed"))


def _days(slot: Slot, stage: str, this_year: int) -> list[str]:
    """With the year where it is another one."""

    def in_words(value: date) -> str:
        return date_format(value, "j F" if value.year == this_year else "j F Y")

    lines = []
    if slot.apply_by and stage in {"open", "full"}:
        lines.append(_("Apply by %(day)s") % {"day": in_words(day_of(slot.apply_by))})
    if slot.starts_on:
        lines.append(_("Starts %(day)s") % {"day": in_words(slot.starts_on)})
    return lines
