"""A slot with everybody around it, for tests of applications and offers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core import clock
from core.actor import Actor
from institutions.models import Agreement, Institute, Membership, Programme
from placements.models import Application, Slot
from students.models import Student
from tests.factories.institutions import AgreementFactory, MembershipFactory, PartnerFactory, ProgrammeFactory
from tests.factories.placements import ApplicationFactory, SlotFactory
from tests.factories.students import StudentFactory, membership_of


@dataclass
class Stage:
    """One slot, its partner's lead, one institute with its coordinator, and (unless left out) a signed agreement of the two."""

    slot: Slot
    lead: Membership
    coordinator: Membership
    programme: Programme
    agreement: Agreement | None

    @property
    def institute(self) -> Institute:
        return self.coordinator.institute

    def student(self, **fields: Any) -> Student:
        """One more student of the institute's programme."""
        return StudentFactory(institute=self.institute, intake__programme=self.programme, **fields)

    def application(self, **fields: Any) -> Application:
        """One more application for the slot; name a trait to bring it further."""
        return ApplicationFactory(
            slot=fields.pop("slot", self.slot), student=fields.pop("student", None) or self.student(), **fields
        )


def a_stage(*, places: int = 2, agreement_places: int | None = 20, people_cap: int | None = None, **slot: Any) -> Stage:
    """A stage whose slot has `places`; `agreement_places=None` leaves the agreement out."""
    partner = PartnerFactory(people_cap=people_cap)
    coordinator = MembershipFactory(coordinator=True)
    programme = ProgrammeFactory(institute=coordinator.institute)
    agreement = None
    if agreement_places is not None:
        agreement = AgreementFactory(
            signed=True,
            institute=coordinator.institute,
            partner=partner,
            programmes=[programme],
            places=agreement_places,
        )
    return Stage(
        slot=SlotFactory(partner=partner, places=places, **slot),
        lead=MembershipFactory(lead=True, partner=partner),
        coordinator=coordinator,
        programme=programme,
        agreement=agreement,
    )


def acting(application: Application) -> Actor:
    """The student of the application, as an actor."""
    return membership_of(application.student).as_actor()


def in_days(days: int) -> Any:
    """This moment and some days."""
    return clock.now() + timedelta(days=days)
