"""Two partners that were asked on the same day how they stand become one all the same."""

from datetime import timedelta

import pytest

from core import clock
from institutions.models import InterestRequest
from institutions.services.interest_joining import join_requests
from institutions.services.merging import merge_partners, propose_merge
from tests.factories.institutions import InstituteFactory, MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db


def asked(partner, institute, days_ago=0):
    on = clock.today() - timedelta(days=days_ago)
    user = MembershipFactory(coordinator=True, institute=institute).user
    return InterestRequest.objects.create(
        partner=partner, institute=institute, asked_on=on, asked_at=clock.now(), asked_by=user
    )


def test_one_request_a_day_and_institute_stays():
    old, new, ours, theirs = PartnerFactory(), PartnerFactory(), InstituteFactory(), InstituteFactory()
    asked(old, ours)
    kept, earlier, others = asked(new, ours), asked(old, ours, days_ago=3), asked(old, theirs)
    assert join_requests(old, new) == 2
    assert set(InterestRequest.objects.values_list("pk", "partner")) == {
        (kept.pk, new.pk),
        (earlier.pk, new.pk),
        (others.pk, new.pk),
    }


def test_partners_that_were_both_asked_today_merge():
    administrator = MembershipFactory(administrator=True).as_actor()
    old, new, ours = PartnerFactory(), PartnerFactory(), InstituteFactory()
    asked(old, ours)
    asked(new, ours)
    merge = propose_merge(loser_id=old.pk, survivor=new, by=administrator, now=clock.now(), reason="The same gate.")
    merge_partners(merge_id=merge.pk, by=administrator, now=clock.now())
    assert [request.partner for request in InterestRequest.objects.all()] == [new]
