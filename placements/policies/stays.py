"""Which days of a student are taken: nobody is in two full-time placements at once."""

from django.utils.translation import gettext_lazy as _

from core.verdict import YES, Verdict, no
from core.words import day
from placements.models import Application, Placement, Slot


def takes_the_days_of(placement: Placement, slot: Slot) -> bool:
    """Whether nobody could hold both: full-time ones that meet. Pure; `taken_elsewhere` asks it of the database."""
    return placement.full_time and slot.full_time and slot.overlaps(placement.starts_on, placement.ends_on)


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
