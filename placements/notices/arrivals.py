"""What a partner's leads are told before a week in which somebody arrives."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.words import day
from institutions.models import Membership, Partner
from notifications.services.posting import Message


def leads(partner: Partner) -> list[User]:
    """The partner's placement leads."""
    return [membership.user for membership in Membership.objects.leads_of(partner.pk)]


def arriving(partner: Partner, count: int, monday: date) -> Message:
    """On Thursday: how many come next week, and the sheet that says who."""
    subject = ngettext(
        "%(n)d intern arrives in the week of %(day)s", "%(n)d interns arrive in the week of %(day)s", count
    )
    return Message(
        kind="placement.arrivals",
        subject=subject % {"n": count, "day": day(monday)},
        body=_("The sheet says who comes to which department, when, and to whom. It is made to be printed."),
        path=f"{reverse('arrival_list')}?week={monday.isoformat()}",
        action=_("See who arrives"),
    )
