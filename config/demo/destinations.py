"""Interns of the year before, brought over from the college's records, who have said where they are now."""

from datetime import datetime, timedelta

from config.demo.organisations import actor_of
from config.demo.term import actor_of_student
from core import clock
from core.actor import Role
from placements.models import Slot
from placements.services.bringing import bring_placement
from placements.services.bringing_room import Stay
from placements.services.destinations import describe_destination, say_destination
from placements.services.hours_opening import open_hours
from placements.states import PlacementState
from students.models import Student

BEGAN, ENDED = 290, 216  # days ago: the sixth month was asked four weeks ago
# What each became, as what, whether at the partner itself, and whether they may be counted.
SAID = (
    ("employed", "Radiographer", True, True),
    ("employed", "CT technologist", False, True),
    ("training", "Diploma in ultrasound", False, True),
    ("looking", "", False, True),
    ("employed", "Radiographer", False, True),
)


def earlier_interns(students: list[Student], slot: Slot, *, now: datetime) -> None:
    """They were where `slot` is. All but the last have answered."""
    today = clock.day_of(now)
    office = actor_of(Role.COORDINATOR, "hingol")
    for number, student in enumerate(students):
        stay = Stay(
            student=student,
            department=slot.department,
            kind=slot.kind,
            starts_on=today - timedelta(days=BEGAN),
            ends_on=today - timedelta(days=ENDED),
            title=slot.title,
            required_hours=slot.required_hours,
        )
        brought = {"by": office, "now": now - timedelta(days=90)}
        placement = bring_placement(**brought, stay=stay, state=PlacementState.COMPLETED)
        hours = {"until": placement.ends_on, "minutes": placement.required_minutes, "approved_by": "Dr Sana Mirza"}
        open_hours(**brought, placement_id=placement.pk, **hours)
        if number >= len(SAID):
            continue
        became, role, here, counts = SAID[number]
        said = {"placement_id": placement.pk, "by": actor_of_student(student), "now": now - timedelta(days=20 - number)}
        say_destination(**said, became=became)
        describe_destination(**said, role=role, here=here, counts=counts)
