"""What is said when a partner is asked how it stands, and when it has said so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink
from core import clock
from core.actor import Role
from institutions.models import Institute, Membership, PartnerInterest
from notifications.services.posting import Message, Notice

TELL_WHO_ASKED_WITHIN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Asking:
    """One institute asks these leads, each with a link of their own by (person, partner)."""

    institute: Institute
    leads: Sequence[Membership]
    links: Mapping[tuple[int, int], AccessLink]


def asked_to_leads(asking: Asking, row: None) -> Iterator[Notice]:
    """The question, with a link that needs no sign-in."""
    for lead in asking.leads:
        words = {"institute": asking.institute, "partner": lead.partner}
        message = Message(
            kind="call.interest",
            subject=_("%(institute)s asks: would %(partner)s take interns?") % words,
            body=_(
                "One button is enough: actively looking, interested, not now, or full.\n\n"
                "No sign-in, and no detail yet. Every institute here reads your answer, so you are asked less often."
            ),
            path=reverse("interest_say"),
            action=_("Say how you stand"),
            link=asking.links[lead.user_id, lead.partner_id],
        )
        key = f"call.interest:{lead.partner_id}:{asking.institute.pk}"
        yield Notice(reader=lead.user, message=message, dedupe_key=key)


def said_to_who_asked(row: PartnerInterest, _row: None) -> Iterator[Notice]:
    """Coordinators of the institutes that asked the partner of late learn the answer."""
    message = Message(
        kind="call.interest_said",
        subject=_("%(partner)s: %(interest)s") % {"partner": row.partner, "interest": row.get_interest_display()},
        body=row.note or _("They said no more than that."),
        path=row.partner.get_absolute_url(),
        action=_("See the partner"),
    )
    since = clock.day_of(row.said_at) - TELL_WHO_ASKED_WITHIN
    asked = row.partner.interest_requests.filter(asked_on__gte=since).values("institute_id")
    office = Membership.objects.current().filter(institute_id__in=asked, role=Role.COORDINATOR).select_related("user")
    for member in office.order_by("pk"):
        yield Notice(reader=member.user, message=message, dedupe_key=f"call.interest_said:{row.pk}")
