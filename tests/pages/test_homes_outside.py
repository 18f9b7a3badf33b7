"""Homes say what people outside wait for."""

import pytest

from tests.factories.institutions import MembershipFactory
from tests.factories.outside import EnquiryFactory
from tests.factories.placements import QuestionFactory

pytestmark = pytest.mark.django_db


def titles(client, membership):
    client.force_login(membership.user)
    return [str(step.title) for step in client.get("/home/").context["steps"]]


def test_a_lead_reads_how_many_questions_wait(client):
    lead = MembershipFactory(lead=True)
    QuestionFactory(slot__partner=lead.partner, answered=True)
    QuestionFactory()
    assert titles(client, lead) == []
    QuestionFactory.create_batch(2, slot__partner=lead.partner)
    assert titles(client, lead) == ["2 questions about internships"]


def test_a_coordinator_reads_how_many_enquiries_wait(client):
    coordinator = MembershipFactory(coordinator=True)
    EnquiryFactory(institute=coordinator.institute, answered=True)
    EnquiryFactory()
    assert titles(client, coordinator) == []
    EnquiryFactory(institute=coordinator.institute)
    assert titles(client, coordinator) == ["1 enquiry waits for an answer"]
