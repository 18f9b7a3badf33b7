"""What is said when an institute brings placements over from its earlier records, and corrects them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from core.words import hours
from institutions.models import Membership
from notifications.services.posting import Message, Notice
from placements.models import HoursEntry, HoursTransition, Placement
from placements.notices.placements import facts


def brought_to_partners(placements: Sequence[Placement]) -> Iterator[Notice]:
    """Each lead and each supervisor: how many, from whom, and what to do when something is not so."""
    by_reader: dict[User, list[Placement]] = defaultdict(list)
    leads: dict[int, list[Membership]] = {}
    for placement in placements:
        if placement.partner_id not in leads:
            leads[placement.partner_id] = list(Membership.objects.leads_of(placement.partner_id))
        readers = {membership.user for membership in leads[placement.partner_id]}
        if placement.supervisor is not None:
            readers.add(placement.supervisor.user)
        for reader in readers:
            by_reader[reader].append(placement)
    for reader, theirs in by_reader.items():
        yield _brought(reader, theirs)


def _brought(reader: User, placements: Sequence[Placement]) -> Notice:
    first = placements[0]
    words = {"institute": first.institute, "partner": first.partner, "n": len(placements)}
    message = Message(
        kind="placement.brought",
        subject=ngettext_lazy(
            "%(institute)s has brought %(n)d placement at %(partner)s into the portal",
            "%(institute)s has brought %(n)d placements at %(partner)s into the portal",
            len(placements),
        )
        % words,
        body=_(
            "They stand there as the institute’s earlier records have them, and are marked so.\n\n"
            "Look them through. Where one is not as you agreed, its page says how to cancel or end it."
        ),
        path=reverse("placement_list"),
        action=_("See the placements"),
    )
    return Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{first.institute_id}:{first.pk}")


def opening_hours_to_people(entry: HoursEntry, row: HoursTransition | None = None) -> Iterator[Notice]:
    """Student and supervisor read the figure that the certificate will count."""
    placement = entry.placement
    words = {**facts(placement), "hours": hours(entry.minutes), "name": entry.approved_by}
    message = Message(
        kind="hours.brought",
        subject=_("%(hours)s at %(partner)s were brought over") % words,
        body=_(
            "For %(student)s, as approved by %(name)s in the earlier records. They count on the certificate and are marked there.\n\n"
            "Tell the placement office where the figure is not right."
        )
        % words,
        path=placement.get_absolute_url(),
        action=_("Open the placement"),
    )
    readers = [placement.student.user, *([placement.supervisor.user] if placement.supervisor else [])]
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{entry.pk}")
