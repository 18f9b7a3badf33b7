"""Lists of slots, applications, placements and hours as tables to keep."""

from typing import Any

from django.db.models import QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.listings import Listing, declare, of_sheet
from core.verdict import YES, Verdict, never
from placements.filters.applications import ApplicationFilter
from placements.filters.placements import PlacementFilter
from placements.filters.slots import SlotFilter
from placements.models import Application, HoursEntry, Placement, Slot
from placements.policies.bringing import may_bring_any
from placements.policies.veil import hidden_name
from placements.services.hours_sheet import OPENING_HOURS, opening_hours
from placements.services.placements_sheet import PLACEMENTS, seen
from placements.services.slots_sheet import SLOTS, TERMS

MINUTES = 60


def _may_slots(actor: Actor) -> Verdict:
    if actor.acts_as(Role.LEAD, Role.SUPERVISOR, Role.ADMINISTRATOR):
        return YES
    return never(_("This list belongs to the partner."))


def _anyone(actor: Actor) -> Verdict:
    """Everyone, for the rows that they see on its page."""
    return YES if actor.role else never(_("This list is not open to you."))


def _slots(request: HttpRequest) -> QuerySet[Slot]:
    mine = Slot.objects.visible_to(request.actor).managed_by(request.actor).select_related("department__site", *TERMS)
    return SlotFilter(request.GET, mine.order_by("-pk")).qs


def _applications(request: HttpRequest) -> QuerySet[Application]:
    mine = Application.objects.visible_to(request.actor).for_list().order_by("-submitted_at", "-pk")
    found = ApplicationFilter(request.GET, mine, request=request).qs
    if not request.actor.acts_as(Role.LEAD, Role.SUPERVISOR):
        return found
    # A table is carried away and read by others: who is hidden stands in it under a number for everybody at the partner.
    return found.annotate(for_partner=Value(value=True))


def _application(row: Application) -> tuple[Any, ...]:
    student, slot = row.student, row.slot
    if getattr(row, "for_partner", False) and row.is_veiled:
        who = ("", hidden_name(row), "")
    else:
        who = (student.roll_no, student.user.name, student.programme.code)
    return (
        *who, slot.partner.name, slot.department.name, slot.title,
        row.get_state_display(), row.submitted_at,
    )  # fmt: skip


def _placements(request: HttpRequest) -> QuerySet[Placement]:
    return PlacementFilter(request.GET, seen(request.actor).order_by("-starts_on", "-pk"), request=request).qs


def _opening_hours(request: HttpRequest) -> QuerySet[HoursEntry]:
    """Of the placements that the page of placements shows under the same filters."""
    shown = PlacementFilter(request.GET, Placement.objects.visible_to(request.actor), request=request).qs
    return opening_hours(request.actor).filter(placement__in=shown).order_by("placement_id")


def _hours(request: HttpRequest) -> QuerySet[HoursEntry]:
    """Of one placement where the address names one, else of all that the reader sees."""
    mine = HoursEntry.objects.visible_to(request.actor).select_related("placement__student__user", "placement__partner")
    number = request.GET.get("placement", "")
    mine = mine.filter(placement_id=int(number)) if number.isdecimal() else mine
    return mine.order_by("placement_id", "started_at", "pk")


def _hours_entry(row: HoursEntry) -> tuple[Any, ...]:
    placement = row.placement
    return (
        placement.student.roll_no, placement.student.user.name, placement.partner.name, row.started_at, row.ended_at,
        row.break_minutes, row.minutes / MINUTES, _("Brought over") if row.is_opening else row.get_category_display(),
        row.get_state_display(), row.approved_by or row.note, ", ".join(row.beyond), row.exception_reason,
    )  # fmt: skip


of_sheet(SLOTS, may=_may_slots, found=_slots)
declare(
    Listing(
        "applications", _anyone, _applications,
        ("Roll number", "Name", "Programme", "Partner", "Department", "Slot", "Stands", "Sent"), _application,
    )
)  # fmt: skip
of_sheet(PLACEMENTS, may=_anyone, found=_placements)
of_sheet(OPENING_HOURS, may=may_bring_any, found=_opening_hours)
declare(
    Listing(
        "hours", _anyone, _hours,
        ("Roll number", "Name", "Partner", "From", "To", "Break, minutes", "Hours", "Kind", "Stands", "Note",
         "Beyond the rules", "Why"), _hours_entry,
    )
)  # fmt: skip
