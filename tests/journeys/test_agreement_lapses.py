"""An agreement lapses while interns are booked: who is there finishes, who comes later waits for the renewal and is confirmed by it."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from institutions.models import Agreement
from institutions.services.agreements_moves import shorten
from placements.models import Placement
from placements.services.catalogue import load_starters
from placements.services.placements import create_placement
from placements.states import PlacementState
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory, PlacementFactory, SlotFactory

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def two_there_and_one_to_come():
    """Two interns on placement until day 20 and day 40 under an agreement that ends on day 10; a third from day 30 to day 90."""
    with transaction.atomic():
        load_starters()
        first = PlacementFactory(first=-30, last=20)
        institute, partner, programme = first.institute, first.partner, first.student.programme
        same = {"application__student__institute": institute, "application__student__programme": programme}
        second = PlacementFactory(first=-20, last=40, application__slot__partner=partner, **same)
        shorten(first.agreement, a_day(10))
        coordinator = MembershipFactory(coordinator=True, institute=institute)
        lead = MembershipFactory(lead=True, partner=partner)
        slot = SlotFactory(partner=partner, starts_on=a_day(30), ends_on=a_day(90))
        accepted = ApplicationFactory(
            slot=slot, student__institute=institute, student__programme=programme, accepted=True
        )
        later = create_placement(application=accepted, by=lead.as_actor(), now=clock.now())
    return (first, second, later), first.agreement, coordinator, lead


@pytest.mark.parametrize("java_script", [True, False])
def test_an_agreement_lapses_while_interns_are_booked(stage, java_script):
    (first, second, later), agreement, coordinator, lead = two_there_and_one_to_come()
    office, host = stage.signed_in(coordinator), stage.signed_in(lead)
    office.visits("/agreements/runway/")
    office.sees("Overdue", "1 intern")

    stage.later(a_day(11))
    agreement.refresh_from_db()
    assert agreement.state == "expired"
    office.visits(agreement.get_absolute_url())
    office.sees("Interns who go on to their last day", first.student.user.name, second.student.user.name)
    assert {p.state for p in Placement.objects.filter(pk__in=[first.pk, second.pk])} == {PlacementState.ACTIVE}

    office.visits(later.get_absolute_url())
    office.sees("Why it is not confirmed", f"The agreement of {agreement.institute} and {agreement.partner} ended on")
    office.visits(f"/placements/{later.pk}/confirm/", expecting=409)
    office.sees("Renew it; the placement is confirmed by itself")
    office.follows("Renew the agreement:")
    office.presses("Draft the renewal")
    office.follows("Sign and send")
    office.presses("Sign and send")

    renewal = Agreement.objects.get(predecessor=agreement)
    assert renewal.starts_on == agreement.ends_on + timedelta(days=1)
    host.visits(renewal.get_absolute_url())
    host.follows("Sign")
    host.presses("Sign")
    later.refresh_from_db()
    assert (later.state, later.agreement) == (PlacementState.CONFIRMED, renewal)
    office.visits(later.get_absolute_url())
    office.does_not_see("Why it is not confirmed")
    office.visits("/agreements/")
    office.visits("/agreements/runway/")
    office.sees("Nothing waits for it")
