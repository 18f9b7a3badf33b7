"""A placement with everybody around it, for tests of what happens on one."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from core.actor import Actor
from institutions.models import Membership
from notifications.models import Notification
from placements.models import HoursEntry, Placement
from placements.services.catalogue import load_starters
from placements.services.hours import log_hours
from placements.services.hours_signing import approve_hours
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import PlacementFactory
from tests.factories.students import membership_of


@dataclass
class Ward:
    """One placement, and its four parties as memberships."""

    placement: Placement
    student: Membership
    supervisor: Membership
    lead: Membership
    coordinator: Membership

    @property
    def pk(self) -> int:
        return self.placement.pk

    @property
    def intern(self) -> Actor:
        return self.student.as_actor()

    @property
    def doctor(self) -> Actor:
        return self.supervisor.as_actor()

    @property
    def office(self) -> Actor:
        """The institute's placement office."""
        return self.coordinator.as_actor()

    @property
    def host(self) -> Actor:
        """The partner's placement office."""
        return self.lead.as_actor()

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """That time of that day on the institute's clock."""
        return datetime.combine(day, time(hour, minute), tzinfo=self.placement.institute.zone)

    def log(self, day: date, now: datetime, starts: time = time(8), ends: time = time(16), **said: Any) -> HoursEntry:
        """Enter and send one shift as the student."""
        said = {"break_minutes": 0, "category": "direct_care", "note": "", "send": True} | said
        return log_hours(placement_id=self.pk, by=self.intern, now=now, day=day, starts=starts, ends=ends, **said)

    def approve(self, *entries: HoursEntry, now: datetime) -> Placement:
        """Sign entries as the supervisor."""
        return approve_hours(placement_id=self.pk, by=self.doctor, now=now, entry_ids=[entry.pk for entry in entries])

    def fresh(self) -> Placement:
        """The placement as the database has it now."""
        self.placement.refresh_from_db()
        return self.placement


def a_ward(**fields: Any) -> Ward:
    """A ward whose placement is under way, unless a trait says otherwise."""
    with transaction.atomic():  # a place and its seat are promised to come together
        load_starters()
        placement = PlacementFactory(**fields)
    return Ward(
        placement=placement,
        student=membership_of(placement.student),
        supervisor=placement.supervisor,
        lead=MembershipFactory(lead=True, partner=placement.partner),
        coordinator=MembershipFactory(coordinator=True, institute=placement.institute),
    )


def told(kind: str) -> list[str]:
    """The names of those who were told of it."""
    return sorted(Notification.objects.filter(kind=kind).values_list("reader__name", flat=True))


def names(*memberships: Membership) -> list[str]:
    """The names of these people."""
    return sorted(membership.user.name for membership in memberships)
