"""Letters of placement of the demo: one partner has its letter, others wait for theirs."""

from datetime import datetime, timedelta

from config.demo import organisations
from core.actor import Role
from evaluations.services.placement_letters import write_placement_letter
from institutions.models import Partner
from placements.models import Placement
from placements.states import PlacementState


def letters(*, now: datetime) -> None:
    """Hingol's office names its radiographers to the hospital that has them now."""
    office = organisations.actor_of(Role.COORDINATOR, "hingol")
    under_way = Placement.objects.visible_to(office).filter(state=PlacementState.ACTIVE)
    partner = Partner.objects.get(slots__title="Diagnostic radiography rotation")
    write_placement_letter(
        by=office,
        now=now - timedelta(days=30),
        partner=partner,
        placements=under_way.filter(partner=partner),
        addressee="The Medical Superintendent",
        reference="HCHS/PL/27",
        remarks="All three are insured with us until the end of the term. In an emergency call the placement office at any hour.",
    )
