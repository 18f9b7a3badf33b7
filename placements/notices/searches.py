"""What a person is told of a saved search: what is new in it, once a day."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.paging import MOST
from core.words import day
from notifications.services.posting import Message
from placements.models import SavedSearch, Slot


def what_is_new(search: SavedSearch, count: int, first: Sequence[Slot]) -> Message:
    """How many, the first of them by name, and how to stop."""
    subject = ngettext("%(n)d new internship: %(name)s", "%(n)d new internships: %(name)s", count)
    lines = [
        _("%(title)s, %(partner)s, %(city)s: apply by %(day)s")
        % {"title": slot.title, "partner": slot.partner.name, "city": slot.city, "day": day(slot.apply_by)}
        for slot in first
    ]
    if count > len(first):
        lines.append(_("… and more."))
    stop = settings.SITE_URL.rstrip("/") + search.stop_path
    return Message(
        kind="search.new",
        subject=subject % {"n": min(count, MOST), "name": search.name},
        body="\n".join(lines) + "\n\n" + _("To hear no more of this search: %(address)s") % {"address": stop},
        path=search.get_absolute_url(),
        action=_("See what is new"),
    )
