"""What is said of the day by which an agreement must be signed, for the sake of who is booked."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from core.words import day
from institutions.states import AgreementState
from notifications.services.posting import Message


def to_sign(row: Any, _reader: User) -> Message:
    """The reminder 30 and 7 days before the day by which it must be signed, and on it."""
    people, slots = row.people_wanting, row.slots_wanting
    shown = (
        row.agreement is not None and row.agreement.state != AgreementState.DRAFT
    )  # a draft is no page of the partner's
    words = {
        "institute": row.institute,
        "partner": row.partner,
        "sign_by": day(row.sign_by),
        "first": day(row.first_start),
        "people": ngettext("%(n)d intern", "%(n)d interns", people) % {"n": people},
        "slots": ngettext("%(n)d published slot", "%(n)d published slots", slots) % {"n": slots},
    }
    return Message(
        kind="agreement.to_sign",
        subject=_("%(institute)s and %(partner)s: sign by %(sign_by)s") % words,
        body=_(
            "The first stay without a signed agreement begins on %(first)s.\n\n"
            "It concerns %(people)s and %(slots)s. Nobody of them is confirmed before both have signed."
        )
        % words,
        path=row.agreement.get_absolute_url() if shown else reverse("agreement_runway"),
        action=_("Open the agreement") if shown else _("See the runway"),
    )
