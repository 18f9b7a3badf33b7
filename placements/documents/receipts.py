"""What the receipt of an application prints, and what its page shows."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.models import Receipt


def receipt_title(receipt: Receipt) -> str:
    """What a reader's window and a screen reader call the file."""
    return _("Receipt %(number)s: application of %(student)s") % {
        "number": receipt.number,
        "student": receipt.facts["student"]["name"],
    }


def receipt_paper(receipt: Receipt) -> dict[str, Any]:
    """The context of `pdf/receipt.html` and of the page: the facts, with days and the moment as such."""
    facts = receipt.facts
    sent_at = timezone.localtime(datetime.fromisoformat(facts["at"]), receipt.application.institute.zone)
    return {
        "facts": facts,
        "sent_at": sent_at,
        "starts_on": date.fromisoformat(facts["slot"]["starts_on"]),
        "ends_on": date.fromisoformat(facts["slot"]["ends_on"]),
        "demo": settings.DEMO,
    }
