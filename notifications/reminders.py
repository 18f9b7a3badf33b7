"""The reminder engine. A rule is a small declaration: who, about what, when, how said.

Each reminder exists once: the outbox is unique on (reader, "<rule>:<thing>:<due date>"), so two clocks, a crash or a second run a
minute later write nothing new. An app declares its rules in `sweeps.py` and adds them to `RULES` when it is ready.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils import translation

from accounts.models import User
from notifications.services.posting import Message, post

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """Remind `readers(thing)` of every row in `about(now)`, once for each `due(thing, now)`."""

    name: str
    about: Callable[[datetime], Iterable[Any]]
    due: Callable[[Any, datetime], date | datetime]
    readers: Callable[[Any], Iterable[User]]
    say: Callable[[Any, User], Message]


RULES: dict[str, Rule] = {}


class RemindersFailed(Exception):
    """Reminders were written, but a rule or a thing broke."""

    def __init__(self, written: int, failures: int) -> None:
        super().__init__(f"{written} written, {failures} failed")


def declare(*rules: Rule) -> None:
    """Add rules to the table that the clock walks. Two rules of one name are a bug."""
    for rule in rules:
        if rule.name in RULES and RULES[rule.name] is not rule:
            raise ValueError(f"two reminder rules are called {rule.name}")
        RULES[rule.name] = rule


def remind(*, now: datetime, rules: Iterable[Rule] | None = None) -> int:
    """Walk every rule; returns how many reminders were written.

    One rule or thing that breaks does not silence the others. Raises RemindersFailed in the end, so that it shows.
    """
    written = failures = 0
    for rule in RULES.values() if rules is None else rules:
        try:
            for thing in rule.about(now):
                found = _remind_or_log(rule, thing, now)
                written += found or 0
                failures += found is None
        except Exception:
            log.exception("reminder_rule_failed", rule=rule.name)
            failures += 1
    if failures:
        raise RemindersFailed(written, failures)
    return written


def _remind_or_log(rule: Rule, thing: Any, now: datetime) -> int | None:
    try:
        return _remind_of(rule, thing, now)
    except Exception:
        log.exception("reminder_failed", rule=rule.name, thing=thing.pk)
        return None


def _remind_of(rule: Rule, thing: Any, now: datetime) -> int:
    due = rule.due(thing, now)
    key = f"{rule.name}:{thing.pk}:{due.isoformat()}"
    written = 0
    with transaction.atomic():
        for reader in rule.readers(thing):
            with translation.override(reader.language):
                message = rule.say(thing, reader)
            written += post(reader=reader, message=message, dedupe_key=key, now=now) is not None
    return written
