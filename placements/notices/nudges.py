"""What a placement office says to a student who has no place yet."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from notifications.services.posting import Message, Notice
from placements.models import Stage
from students.models import Student

# By how far the student is: subject, what to do, where, and the words of the button.
WORDS: dict[str, tuple[Any, Any, str, Any]] = {
    Stage.NOWHERE: (
        _("Apply for your internship"),
        _("You have not applied anywhere yet. Look at what is open to you, and send one application this week."),
        "internship_list",
        _("See internships"),
    ),
    Stage.OVER: (
        _("Apply once more"),
        _(
            "None of your applications is open any more. Other places are: your profile and your statement can be used again."
        ),
        "internship_list",
        _("See internships"),
    ),
    Stage.REVIEW: (
        _("You have no offer yet"),
        _("Your applications are being read. To be on the safe side, apply to one or two more."),
        "internship_list",
        _("See internships"),
    ),
    Stage.OFFERED: (
        _("Answer your offer"),
        _("A place is held for you, but not for long. Say yes or no, so that nobody waits for it in vain."),
        "application_list",
        _("Answer it"),
    ),
}


def nudge(student: Student, today: date, word: str) -> Notice:
    """One student's reminder, with the office's own word where it wrote one. Needs `with_stage`."""
    subject, todo, route, action = WORDS[student.stage]  # type: ignore[attr-defined]

    def said() -> str:
        closing = _("If something keeps you from it, tell the placement office of %(institute)s.")
        parts = [word, str(todo), str(closing) % {"institute": student.institute}]
        return "\n\n".join(filter(None, parts))

    message = Message(kind="nudge.place", subject=subject, body=lazy(said, str)(), path=reverse(route), action=action)
    return Notice(reader=student.user, message=message, dedupe_key=f"nudge.place:{student.pk}:{today}")
