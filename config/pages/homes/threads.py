"""What homes say about messages: how many threads hold something that the reader has not read."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core import clock
from core.actor import Actor
from core.words import day
from placements.models import unread_threads

SUMS = {"count": Count("pk"), "oldest": Min("waits_since")}


def threads_waiting(actor: Actor) -> list[Step]:
    """One step or none. One query."""
    return steps_of(unread_threads(actor).aggregate(**SUMS))


def steps_of(found: dict[str, Any]) -> list[Step]:
    """The step about what `SUMS` say of the actor's unread threads."""
    if not (n := found["count"]):
        return []
    oldest = found["oldest"]
    since = datetime.fromisoformat(oldest) if isinstance(oldest, str) else oldest
    title = ngettext("%(n)d thread waits for you", "%(n)d threads wait for you", n) % {"n": n}
    return [
        Step(
            icon="chat-left-text",
            title=title,
            detail=_("The oldest since %(day)s.") % {"day": day(clock.day_of(since))},
            url=reverse("thread_list"),
            action=_("Read"),
            tone="due",
        )
    ]
