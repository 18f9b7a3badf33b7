"""A refusal that speaks of something leads to it."""

import pytest
from django.urls import reverse

from core import clock
from evaluations.services.instruments import copy_instrument
from institutions.services.agreements import renew_agreement
from tests.evaluations.clinic import a_clinic
from tests.factories.institutions import AgreementFactory, MembershipFactory
from tests.factories.support import SupportPlanFactory
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def a_draft_that_waits():
    office, form = MembershipFactory(coordinator=True), a_clinic().evaluation.instrument
    draft = copy_instrument(instrument_id=form.pk, by=office.as_actor(), now=clock.now())
    return office, reverse("instrument_copy", args=[form.pk]), draft, "is a draft already"


def a_renewal_that_was_begun():
    office = MembershipFactory(coordinator=True)
    signed = AgreementFactory(institute=office.institute, signed=True)
    renewal = renew_agreement(agreement_id=signed.pk, by=office.as_actor(), now=clock.now())
    return office, reverse("agreement_renew", args=[signed.pk]), renewal, "was begun already"


def a_plan_that_runs():
    ward = a_ward()
    plan = SupportPlanFactory(placement=ward.placement, agreed=True)
    return ward.coordinator, reverse("support_add", args=[ward.pk]), plan, "A support plan is open"


@pytest.mark.parametrize("of", [a_draft_that_waits, a_renewal_that_was_begun, a_plan_that_runs])
def test_a_refusal_links_what_stands_in_the_way(client, of):
    who, address, thing, words = of()
    client.force_login(who.user)
    refused = client.get(address)
    assert (refused.status_code, words in refused.text) == (409, True)
    assert f'<a href="{thing.get_absolute_url()}">{thing}</a>' in refused.text
