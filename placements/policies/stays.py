"""Which days of a student are taken: nobody is in two full-time placements at once."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.verdict import YES, Verdict, no
from core.words import day
from placements.models import Application, Placement, Slot


def takes_the_days_of(placement: Placement, slot: Slot) -> bool:
    """Whether nobody could hold both: full-time ones that meet. Pure; `taken_elsewhere` asks it of the database."""
    return placement.full_time and slot.full_time and slot.overlaps(placement.starts_on, placement.ends_on)


def excludes(slot: Slot, other: Slot) -> bool:
    """Whether nobody could hold a place in both: full-time ones that meet. Pure; `beside` asks it of the database."""
    if other.starts_on is None or other.ends_on is None:
        return False
    return slot.full_time and other.full_time and slot.overlaps(other.starts_on, other.ends_on)


def beside(slot: Slot, applications: QuerySet[Application]) -> QuerySet[Application]:
    """Those of the applications that are for another slot and cannot be held together with a place in this one."""
    if not slot.full_time:
        return applications.none()
    met = applications.filter(
        slot__full_time=True, slot__starts_on__lte=slot.ends_on, slot__ends_on__gte=slot.starts_on
    )
    return met.exclude(slot=slot).select_related("slot__partner")


def taken_elsewhere(application: Application) -> Placement | None:
    """The student's full-time placement that meets the slot's days, when the slot is full-time too. One query at most."""
    slot = application.slot
    if not slot.full_time:
        return None
    others = (
        Placement.objects.live().filter(student=application.student_id, full_time=True).exclude(application=application)
    )
    return (
        others.filter(starts_on__lte=slot.ends_on, ends_on__gte=slot.starts_on)
        .select_related("partner")
        .order_by("pk")
        .first()
    )


def days_are_free(application: Application) -> Verdict:
    """Whether the student could take the place if it were offered. One query, for full-time ones."""
    if (other := taken_elsewhere(application)) is None:
        return YES
    return no(
        _("You have a full-time place on some of these days: %(partner)s, %(first)s to %(last)s.")
        % {"partner": other.partner, "first": day(other.starts_on), "last": day(other.ends_on)},
        _("Ask your placement office to cancel that one first, if you want this one."),
    )
