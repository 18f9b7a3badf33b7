"""What homes say about records: to a student what came back or ends, to the office what waits."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core import clock
from core.actor import Actor
from core.words import day, sentence
from students.models import Record
from students.states import RecordState


def student_steps(actor: Actor, today: date) -> list[Step]:
    """Sent back, or in its last days without a newer one. One query."""
    mine = Record.objects.visible_to(actor).for_list()
    ending = Record.objects.visible_to(actor).ending(today).values("pk")
    rows = mine.filter(Q(state=RecordState.REJECTED) | Q(pk__in=ending)).order_by("state", "until", "pk")
    return [_returned(record) if record.reason else _ending(record) for record in rows]


def _returned(record: Record) -> Step:
    return Step(
        icon="arrow-return-left",
        title=_("Send again: %(kind)s") % {"kind": record.kind.name},
        detail=sentence(record.get_reason_display()),
        url=reverse("record_renew", args=[record.pk]),
        action=_("Put it right"),
        tone="late",
    )


def _ending(record: Record) -> Step:
    return Step(
        icon="hourglass-split",
        title=_("Renew: %(kind)s") % {"kind": record.kind.name},
        detail=_("It holds until %(day)s.") % {"day": day(record.until)},
        url=reverse("record_renew", args=[record.pk]),
        action=_("Renew"),
        tone="due",
    )


# Of the records that a person may check: how many wait, and since when the oldest.
WAITING_SUMS = {"count": Count("pk"), "oldest": Min("created_at")}


def office_steps(waiting: dict[str, Any]) -> list[Step]:
    """One step or none about what `WAITING_SUMS` say."""
    if not (n := waiting["count"]):
        return []
    return [
        Step(
            icon="folder2-open",
            title=ngettext("%(n)d record to check", "%(n)d records to check", n) % {"n": n},
            detail=_("The oldest waits since %(day)s.")
            % {"day": day(clock.day_of(datetime.fromisoformat(waiting["oldest"])))},
            url=reverse("record_queue"),
            action=_("Check them"),
            tone="due",
        )
    ]
