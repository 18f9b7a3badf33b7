"""What is said when a slot moves, and while nobody has confirmed it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext

from accounts.models import User
from core import clock
from core.actor import Via
from core.words import day, when
from institutions.models import Agreement, Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import Allotment, Slot, SlotTransition
from placements.states import ARCHIVE, CLOSE, PAUSE, PUBLISH, RESUME


def leads(slot: Slot) -> list[User]:
    """The partner's placement leads."""
    return [membership.user for membership in Membership.objects.leads_of(slot.partner_id)]


def manage_path(slot: Slot) -> str:
    """Where the lead works on it; its own address is the page that students read."""
    return reverse("slot_detail", args=[slot.pk])


def _coordinators(slot: Slot) -> Iterator[User]:
    """Coordinators of the institutes whose agreement with the partner holds on the first day."""
    if slot.starts_on is None:
        return
    agreed = Agreement.objects.in_force(slot.starts_on).filter(partner_id=slot.partner_id)
    for institute_id in agreed.order_by("institute_id").values_list("institute_id", flat=True).distinct():
        yield from (membership.user for membership in Membership.objects.coordinators_of(institute_id))


def published_to_coordinators(slot: Slot, row: SlotTransition) -> Iterator[Notice]:
    """The institutes that may send students learn that there are places."""
    message = Message(
        kind="slot.published",
        subject=_("New at %(partner)s: %(slot)s") % {"partner": slot.partner, "slot": slot},
        body=_(
            "Places: %(places)s, in %(department)s, %(city)s, from %(first)s to %(last)s.\n\nStudents may apply until %(deadline)s."
        )
        % {
            "places": slot.places,
            "department": slot.department,
            "city": slot.city,
            "first": day(slot.starts_on),
            "last": day(slot.ends_on),
            "deadline": when(slot.apply_by),
        },
        path=slot.get_absolute_url(),
        action=_("See the internship"),
    )
    for reader in _coordinators(slot):
        yield Notice(reader=reader, message=message, dedupe_key=f"slot.published:{slot.pk}")


def paused_to_leads(slot: Slot, row: SlotTransition) -> Iterator[Notice]:
    """The leads learn that the clock has paused it; who pauses it by hand knows."""
    if row.via != Via.CLOCK:
        return
    message = Message(
        kind="slot.paused",
        subject=_("“%(slot)s” is paused") % {"slot": slot},
        body=_(
            "Nobody has said for 60 days that it still stands, so students cannot apply for now.\n\nResume it if it does: one click."
        )
        % {"slot": slot},
        path=manage_path(slot),
        action=_("Open the slot"),
    )
    for reader in leads(slot):
        yield Notice(reader=reader, message=message, dedupe_key=f"slot.paused:{slot.pk}")


def unconfirmed(slot: Slot, _reader: User) -> Message:
    """The reminder ten days before it is paused."""
    return Message(
        kind="slot.unconfirmed",
        subject=_("Does “%(slot)s” still stand?") % {"slot": slot},
        body=_(
            "You confirmed it last on %(day)s. After 60 days without a word it is paused, so that students find only what is true."
        )
        % {"day": day(clock.day_of(slot.confirmed_at))},
        path=manage_path(slot),
        action=_("Say that it stands"),
    )


def coordinators(allotment: Allotment) -> list[User]:
    """Those of the institute that the places are kept for."""
    return [membership.user for membership in Membership.objects.coordinators_of(allotment.institute_id)]


def _of(allotment: Allotment, places: int) -> dict[str, Any]:
    slot = allotment.slot
    return {"n": places, "slot": slot, "partner": slot.partner, "institute": allotment.institute}


def places_returning(allotment: Allotment, _reader: User) -> Message:
    """The reminder a week before unused places return."""
    n = allotment.unused
    subject = ngettext(
        "%(n)d place kept for you at %(partner)s returns on %(day)s",
        "%(n)d places kept for you at %(partner)s return on %(day)s",
        n,
    )
    return Message(
        kind="slot.places_returning",
        subject=subject % {**_of(allotment, n), "day": day(allotment.returns_on)},
        body=_("“%(slot)s”. From that day every institute may use them.\n\nSend names now, or give them back.")
        % _of(allotment, n),
        path=reverse("allotment_list"),
        action=_("See the places kept for us"),
    )


def places_returned(allotment: Allotment) -> Iterator[Notice]:
    """On the day: they are open to all, and what is held stays."""
    n = allotment.unused
    subject = ngettext(
        "%(n)d place at %(partner)s is open to every institute now",
        "%(n)d places at %(partner)s are open to every institute now",
        n,
    )
    message = Message(
        kind="slot.places_returned",
        subject=subject % _of(allotment, n),
        body=_("They were kept for you in “%(slot)s”. Your students who hold a place there keep it.")
        % _of(allotment, n),
        path=allotment.slot.get_absolute_url(),
        action=_("See the internship"),
    )
    for reader in coordinators(allotment):
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{allotment.pk}")


def places_given_back(allotment: Allotment, places: int, now: datetime) -> Iterator[Notice]:
    """The partner's leads learn that an institute needs fewer places."""
    subject = ngettext("%(institute)s gives %(n)d place back", "%(institute)s gives %(n)d places back", places)
    message = Message(
        kind="slot.places_given_back",
        subject=subject % _of(allotment, places),
        body=_("“%(slot)s”: they are open to every institute now.") % _of(allotment, places),
        path=manage_path(allotment.slot),
        action=_("Open the slot"),
    )
    for reader in leads(allotment.slot):
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{allotment.pk}:{now.isoformat()}")


# Every move has its entry: silence is a decision. Who has applied to a slot that is paused or closed hears of the decision itself.
SLOT_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    PUBLISH.name: (published_to_coordinators,),
    PAUSE.name: (paused_to_leads,),
    RESUME.name: (),
    CLOSE.name: (),
    ARCHIVE.name: (),
}
