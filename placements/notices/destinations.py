"""The one question to former interns."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink
from notifications.services.posting import Message
from placements.models import Placement


def asked(placement: Placement, link: AccessLink, month: int) -> Message:
    """Three, six and twelve months after the last day, with a link of one's own; who has no mail finds it in the inbox."""
    words: dict[str, Any] = {"partner": placement.partner, "month": month, "slot": placement.slot}
    subject = _("%(month)d months after %(partner)s: where are you now?")
    body = _(
        "You were an intern there (“%(slot)s”). One tap says whether you work, learn on, look for work, or do something else; no "
        "account is needed.\n\nWho comes after you reads how many went where, only if you agree and only without names."
    )
    return Message(
        kind="destination.asked",
        subject=subject % words,
        body=body % words,
        path=reverse("placement_destination", args=[placement.pk]),
        action=_("Say where I am"),
        link=link,
    )
