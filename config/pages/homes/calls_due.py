"""Partners that a placement office promised a call: a step of its coordinators' home."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from core import clock
from core.actor import Actor
from institutions.models import ContactEntry

SHOWN = 6


def calls_due(actor: Actor) -> list[Step]:
    """One step for all of them, late when one of them is. One query."""
    today = clock.today()
    due = list(ContactEntry.objects.visible_to(actor).due(today).order_by("next_on").values("next_on", "partner__name"))
    if not due:
        return []
    return [
        Step(
            icon="phone",
            title=ngettext("%(n)d call due", "%(n)d calls due", len(due)) % {"n": len(due)},
            detail=", ".join(row["partner__name"] for row in due[:SHOWN]),
            url=reverse("partner_register") + "?call=due",
            action=_("Open"),
            tone="late" if due[0]["next_on"] < today else "due",
        )
    ]
