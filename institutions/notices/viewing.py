"""What a person is told after an administrator looked through their eyes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.words import when
from institutions.models import ViewAs
from notifications.services.posting import Message


def viewed(view: ViewAs, pages: int) -> Message:
    """Who, as what, from when to when, why, and how many pages."""
    looked = ngettext_lazy("%(n)d page was opened", "%(n)d pages were opened", pages) % {"n": pages}
    return Message(
        kind="account.viewed_as",
        subject=_("%(name)s looked at the portal as you") % {"name": view.by},
        body=_(
            "%(name)s, an administrator, saw the portal as you see it (%(label)s) from %(start)s to %(end)s; %(pages)s. "
            "Nothing could be changed, and no file, health evidence or letter could be opened.\n\n"
            "The reason they gave:\n\n%(reason)s"
        )
        % {
            "name": view.by,
            "label": view.membership.label,
            "start": when(view.started_at),
            "end": when(view.ended_at),
            "pages": looked,
            "reason": view.reason,
        },
    )
