"""Who may need help: rules over plain facts, each with the sentence that says why. Pure; `risk_facts` reads the facts.

None of them is a verdict: a signal asks somebody to look and to talk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.words import day, hours
from placements.pace import MINUTES, Pace

BEHIND = 8 * MINUTES  # minutes behind an even pace that are worth a word: a day’s shift
FAR_BEHIND = 0.1  # of what is asked for in all
ABSENCES = 3  # within RECENT
RECENT = timedelta(days=30)
SILENT = timedelta(days=10)  # without an entry
UNSEEN = timedelta(days=28)  # without a note


class Kind(models.TextChoices):
    """What a signal is about."""

    HOURS = "hours", gettext_lazy("Hours behind")
    ABSENCE = "absence", gettext_lazy("Absences")
    LEVELS = "levels", gettext_lazy("Low levels")
    SILENCE = "silence", gettext_lazy("Silence")


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to look: its kind, its facts in a sentence, and how much it weighs in the order of a list."""

    kind: Kind
    sentence: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a placement under way, on the institute’s day `today`. `last` days are None where there was nothing yet."""

    today: date
    first: date
    pace: Pace | None = None
    absences: int = 0  # within RECENT
    unexcused: int = 0  # of those
    away_until: date | None = None
    low_levels: int = 0  # of the objectives confirmed so far, at one of the two lowest
    levels: int = 0
    low_answers: int = 0  # of the latest evaluation, at steps that ask for a sentence
    evaluated_on: date | None = None
    last_entry: date | None = None
    last_note: date | None = None


def signals_of(facts: Facts) -> tuple[Signal, ...]:
    """Every rule that speaks, the weightiest first."""
    rules = (_hours, _absences, _levels, _answers, _silence, _unseen)
    return tuple(sorted((s for rule in rules for s in rule(facts)), key=lambda signal: -signal.weight))


def weight_of(signals: tuple[Signal, ...]) -> int:
    """How far up a list they stand."""
    return sum(signal.weight for signal in signals)


def _hours(facts: Facts) -> Iterator[Signal]:
    pace = facts.pace
    if pace is None:
        return
    behind = even_now(pace) - pace.entered
    if behind < BEHIND:
        return
    weight = 3 if pace.short >= FAR_BEHIND * pace.required else 2 if pace.short else 1
    said = _("%(hours)s behind an even pace.") % {"hours": hours(behind // MINUTES * MINUTES)}
    yield Signal(Kind.HOURS, f"{said} {pace.sentence}" if pace.short else said, weight)


def even_now(pace: Pace) -> int:
    """Minutes that an even pace would have by the end of yesterday."""
    days = (pace.last - pace.first).days + 1
    gone = min(max((pace.today - pace.first).days, 0), days)
    return round(pace.required * gone / days)


def _absences(facts: Facts) -> Iterator[Signal]:
    if facts.unexcused:
        n = facts.unexcused
        said = ngettext(
            "%(n)d absence of the last 30 days was not excused.",
            "%(n)d absences of the last 30 days were not excused.",
            n,
        )
        yield Signal(Kind.ABSENCE, said % {"n": n}, 2)
    elif facts.absences >= ABSENCES:
        yield Signal(Kind.ABSENCE, _("%(n)d absences in the last 30 days.") % {"n": facts.absences}, 2)


def _levels(facts: Facts) -> Iterator[Signal]:
    """Low levels are where everybody begins; they are worth a word past the middle."""
    pace = facts.pace
    if not facts.low_levels or pace is None or pace.today - pace.first <= (pace.last - pace.first) / 2:
        return
    said = _("Past the middle, %(low)d of %(all)d confirmed objectives stand at one of the two lowest levels.")
    yield Signal(Kind.LEVELS, said % {"low": facts.low_levels, "all": facts.levels}, 2)


def _answers(facts: Facts) -> Iterator[Signal]:
    if facts.low_answers and facts.evaluated_on:
        said = ngettext(
            "The evaluation of %(day)s has %(n)d answer that asked for a sentence.",
            "The evaluation of %(day)s has %(n)d answers that asked for a sentence.",
            facts.low_answers,
        )
        yield Signal(Kind.LEVELS, said % {"n": facts.low_answers, "day": day(facts.evaluated_on)}, 2)


def _silence(facts: Facts) -> Iterator[Signal]:
    """Nothing entered, and not away; where all hours are there, there is nothing to enter."""
    if facts.pace is None or facts.pace.entered >= facts.pace.required:
        return
    since = facts.last_entry or facts.first
    if facts.away_until is not None:
        since = max(since, min(facts.away_until, facts.today))
    if facts.today - since < SILENT:
        return
    said = (
        _("No hours entered since %(day)s.")
        if facts.last_entry
        else _("No hours entered since the first day, %(day)s.")
    )
    yield Signal(Kind.SILENCE, said % {"day": day(facts.last_entry or facts.first)}, 2)


def _unseen(facts: Facts) -> Iterator[Signal]:
    since = max(day for day in (facts.last_note, facts.evaluated_on, facts.first) if day)
    if facts.today - since < UNSEEN:
        return
    said = _("No feedback since %(day)s.") if since != facts.first else _("No feedback since the first day, %(day)s.")
    yield Signal(Kind.SILENCE, said % {"day": day(since)}, 1)
