"""A blind review ends with a score and a meeting, never by an invitation alone."""

import pytest

from core import clock
from core.errors import Refusal
from placements.services import interviews as services
from placements.services.decisions import reject_application, waitlist_application
from placements.states import ApplicationState, InterviewState
from tests.factories.selection import InterviewFactory, InterviewTimeFactory
from tests.placements.offering import offer
from tests.placements.pages_of_applications import act, words
from tests.placements.panel import a_panel

pytestmark = pytest.mark.django_db
UNREAD = "Its review is blind, and nobody has scored it yet"


def invite(panel, application):
    by = panel.lead.as_actor()
    return services.invite_to_interview(application_id=application.pk, by=by, now=clock.now())


def a_blind_panel(**more):
    panel = a_panel(blind=True, interviews=True, **more)
    InterviewTimeFactory(slot=panel.slot, interviewer=panel.reviewer)
    return panel


def test_nobody_is_invited_out_of_a_blind_review_unread(client):
    panel = a_blind_panel()
    application = panel.application(shortlisted=True)
    client.force_login(panel.lead.user)
    page = client.get(act(application, "invite"))
    assert (page.status_code, UNREAD in words(page)) == (409, True)
    assert act(application, "invite") not in client.get(application.get_absolute_url()).text
    with pytest.raises(Refusal, match=UNREAD):
        invite(panel, application)
    panel.score(application, 5, 4)
    assert invite(panel, application).application.state == ApplicationState.INTERVIEW


def test_without_criteria_for_the_application_the_interview_is_the_review():
    panel = a_blind_panel()
    panel.selection.criteria.filter(stage="review").delete()
    application = panel.application(shortlisted=True)
    assert invite(panel, application).application.state == ApplicationState.INTERVIEW


def test_an_interview_that_was_called_off_lets_nobody_decide_by_themselves(client):
    panel = a_blind_panel()
    application = panel.application(interview=True)
    InterviewFactory(application=application, state=InterviewState.CANCELLED)
    acting = {"application_id": application.pk, "by": panel.lead.as_actor(), "now": clock.now()}
    for decide in (
        lambda: offer(panel.stage, application),
        lambda: waitlist_application(**acting),
        lambda: reject_application(**acting, code="merit", reason="Others had more practice."),
    ):
        with pytest.raises(Refusal, match="no interview was held, so it is decided with the others"):
            decide()
    client.force_login(panel.lead.user)
    page = client.get(application.get_absolute_url()).text
    assert [act(application, verb) in page for verb in ("offer", "waitlist", "reject")] == [False] * 3
    assert panel.prepare(application).outcome == "offer"


def test_whoever_was_met_is_decided_on_openly():
    panel = a_blind_panel()
    application = panel.application(interview=True)
    InterviewFactory(application=application, booked=True, state=InterviewState.HELD)
    assert offer(panel.stage, application).state == ApplicationState.OFFERED
