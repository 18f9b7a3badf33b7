"""One internship from the agreement to the verified certificate, as each person meets it: steps 2 to 6 of the issue.

An administrator has set up the two organisations; everything else happens in browsers, in mail and in what workers do.
"""

import pytest

from tests.journeys import steps_agreement as agreement
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
def test_from_an_agreement_to_a_verified_certificate(stage: Stage, java_script: bool) -> None:
    agreement.both_offices_come_in(stage)
    agreement.coordinator_drafts(stage)
    agreement.coordinator_sends(stage)
    agreement.lead_returns_it(stage)
    agreement.coordinator_changes_it(stage)
    agreement.coordinator_sends(stage)
    agreement.lead_signs(stage)
    agreement.lead_invites_a_supervisor(stage)
    agreement.supervisor_comes_in(stage)
