"""Pages on which something is decided or answered: two requests each, and a stranger finds none of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from placements.models import Placement
from placements.states import ApplicationState
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import ApplicationFactory
from tests.placements.pages_of_applications import ACTS, act, state, words
from tests.placements.stage import a_stage, in_days

pytestmark = pytest.mark.django_db
A = ApplicationState


# Deciding and answering


def test_each_decision_is_two_requests(as_lead, stage):
    for verb, values, target in [
        ("review", {}, A.UNDER_REVIEW),
        ("shortlist", {}, A.SHORTLISTED),
        ("waitlist", {}, A.WAITLISTED),
        ("reject", {"code": "places", "reason": "We had two places."}, A.REJECTED),
    ]:
        application = stage.application(submitted=True)
        assert (as_lead.get(act(application, verb)).status_code, state(application)) == (200, A.SUBMITTED)
        assert as_lead.post(act(application, verb), values).url == application.get_absolute_url()
        assert state(application) == target


def test_application_reject_needs_a_reason(as_lead, stage):
    application = stage.application(submitted=True)
    assert "This field is required." in words(as_lead.post(act(application, "reject"), {"reason": " "}))
    assert state(application) == A.SUBMITTED


def test_application_offer_suggests_a_deadline_and_takes_another(as_lead, stage):
    application = stage.application(under_review=True)
    page = as_lead.get(act(application, "offer"))
    suggested = clock.today(application.institute.zone) + timedelta(days=7)
    assert f'value="{suggested.isoformat()}T17:00"' in words(page)
    chosen = timezone.localtime(in_days(3)).replace(hour=12, minute=0, second=0, microsecond=0)
    assert as_lead.post(act(application, "offer"), {"answer_by": chosen.strftime("%Y-%m-%dT%H:%M")}).status_code == 302
    assert (state(application), application.answer_by) == (A.OFFERED, chosen)


def test_application_offer_with_a_moment_that_has_passed_says_so_beside_the_field(as_lead, stage):
    application = stage.application(under_review=True)
    page = as_lead.post(act(application, "offer"), {"answer_by": "2020-01-01T17:00"})
    assert page.context["form"].errors["answer_by"] == ["This moment has passed. Give the student some days to answer."]
    assert state(application) == A.UNDER_REVIEW


def test_application_offer_when_full_explains_and_says_what_to_do(client):
    stage = a_stage(places=1)
    stage.application(offered=True)
    application = stage.application(under_review=True)
    client.force_login(stage.lead.user)
    page = client.get(act(application, "offer"))
    assert page.status_code == 409
    assert "Put the student on the waiting list" in words(page)


def test_application_accept_sent_twice_makes_one_placement_and_leads_there_both_times(as_student, stage):
    application = stage.application(offered=True)
    client = as_student(application)
    first, second = (client.post(act(application, "accept"), {"idempotency_key": "one"}) for _ in range(2))
    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
    assert Placement.objects.count() == 1


def test_application_accept_lists_offers_on_the_same_days_and_declines_the_ticked(as_student, stage):
    application = stage.application(offered=True)
    ticked, left = (ApplicationFactory(student=application.student, offered=True) for _ in range(2))
    client = as_student(application)
    page = client.get(act(application, "accept"))
    text = words(page)
    assert "You have 2 other offers on the same days." in text
    assert (ticked.slot.partner.name in text, left.slot.partner.name in text) == (True, True)
    assert page.context["form"].fields["decline"].initial == [ticked.pk, left.pk]
    client.post(act(application, "accept"), {"decline": [ticked.pk]})
    assert [state(a) for a in (application, ticked, left)] == [A.ACCEPTED, A.DECLINED, A.OFFERED]


def test_application_accept_does_not_take_somebody_elses_offer_as_ticked(as_student, stage):
    application, theirs = stage.application(offered=True), stage.application(offered=True)
    ApplicationFactory(student=application.student, offered=True)
    page = as_student(application).post(act(application, "accept"), {"decline": [theirs.pk]})
    assert "decline" in page.context["form"].errors
    assert [state(application), state(theirs)] == [A.OFFERED, A.OFFERED]


def test_application_decline_and_withdraw_take_a_word_but_need_none(as_student, stage):
    offered, sent = stage.application(offered=True), stage.application(submitted=True)
    as_student(offered).post(act(offered, "decline"))
    as_student(sent).post(act(sent, "withdraw"), {"reason": "I moved to Lahore."})
    assert (state(offered), state(sent), sent.transitions.get().note) == (A.DECLINED, A.WITHDRAWN, "I moved to Lahore.")


@pytest.mark.parametrize("verb", ACTS)
def test_an_act_that_is_not_ones_own_to_do_explains_itself(client, stage, verb):
    application = stage.application(submitted=True)
    client.force_login(stage.coordinator.user)
    page = client.get(act(application, verb))
    assert (page.status_code, "Go back" in words(page)) == (403, True)
    client.post(act(application, verb), {"reason": "No.", "answer_by": "2090-01-01T17:00"})
    assert state(application) == A.SUBMITTED


def test_a_strangers_application_is_not_there(client, stage):
    application = stage.application(submitted=True)
    addresses = [act(application, name) for name in ("detail", "cv", *ACTS)]
    strangers = [
        stage.application().student.user,
        MembershipFactory(lead=True).user,
        MembershipFactory(coordinator=True).user,
        MembershipFactory(supervisor=True, partner=stage.slot.partner).user,
    ]
    for stranger in strangers:
        client.force_login(stranger)
        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)
    client.logout()
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 302)
