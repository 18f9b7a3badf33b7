"""What a student's home says of announcements that were not opened: the newest, in one line each. No query of its own."""

from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any

from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.pages.homes.steps import Step
from core.actor import Actor
from core.beside import beside
from placements.models import AnnouncementReader

SHOWN = 3
FRESH = timedelta(days=30)  # what is older was read in the mail, or stands in the list
LINE = 110  # characters


def unread(actor: Actor, now: datetime) -> dict[str, Any]:
    """For `annotate` on students: `announced`, what came to them and was not opened, the newest first."""
    fresh = AnnouncementReader.objects.visible_to(actor).filter(read_at=None, announcement__at__gte=now - FRESH)
    said = {name: f"announcement__{name}" for name in ("subject", "text", "as_label")}
    rows = fresh.filter(student=OuterRef("pk")).order_by("-announcement")[:SHOWN]
    return {"announced": beside(rows, "announcement", name="announcement__by__name", **said)}


def student_steps(student: Any) -> list[Step]:
    """One for each, of a student with `unread`: its subject, who says it, and how it begins."""
    return [
        Step(
            icon="chat-left-text",
            title=row.subject,
            detail=_("%(name)s, %(office)s: %(line)s")
            % {
                "name": row.name,
                "office": row.as_label,
                "line": shorten(row.text, LINE, placeholder="…"),
            },
            url=reverse("announcement_detail", args=[row.announcement_id]),
            action=_("Read it"),
        )
        for row in (student.announced if student else None) or ()
    ]
