"""Whatever is written about an application, by whom ever, names no patient: the act is not done and the words come back."""

from functools import partial

import pytest

from core import clock
from core.errors import Refusal
from placements.models import Application, Conflict, Decision, InfoRequest, Review
from placements.services import applications, applying, decisions, offers
from tests.placements.panel import a_panel
from tests.placements.stage import acting

pytestmark = pytest.mark.django_db
CARD = "As I know from MRN 4471 and 42101-1234567-1."


def acts(panel):
    """By the field that a refusal names: each act with words of its own, on an application of its own."""
    lead, office, now = panel.lead.as_actor(), panel.stage.coordinator.as_actor(), clock.now()

    def on(service, by, field, **traits):
        application = panel.application(**traits)
        words = {"application_id": application.pk, "by": by or acting(application), "now": now, field: CARD}
        return field, application, partial(service, **words)

    judged = panel.application()
    return [
        on(applying.ask_applicant, lead, "text"),
        on(applying.endorse_application, office, "reason", submitted=True),
        on(applying.refuse_application, office, "reason", submitted=True),
        on(decisions.reject_application, lead, "reason"),
        on(applications.withdraw_application, None, "reason"),
        on(offers.decline_offer, None, "reason", offered=True),
        ("reason", judged, partial(panel.prepare, judged, "reject", reason=CARD)),
        ("note", judged, partial(panel.score, judged, 3, 3, note=CARD)),
    ]


def test_nothing_that_is_written_about_an_application_names_a_patient():
    panel = a_panel(asks_for_endorsement=True, places=3)
    for field, application, act in acts(panel):
        before = Application.objects.get(pk=application.pk).state
        with pytest.raises(Refusal, match="an identity card number, a record number") as refused:
            act()
        assert (refused.value.field, Application.objects.get(pk=application.pk).state) == (field, before)
    assert [model.objects.count() for model in (InfoRequest, Decision, Review, Conflict)] == [0, 0, 0, 0]
