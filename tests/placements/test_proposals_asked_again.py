"""What a student is asked about a proposal before it is sent: days that can be, a partner that is there already, the same one twice."""

import pytest
from django.urls import reverse

from core.errors import Refusal
from placements.forms.proposals import ProposalForm
from placements.models import SiteProposal
from tests.factories.institutions import PartnerFactory, a_day
from tests.placements.test_proposals import SITE, propose

pytestmark = pytest.mark.django_db


def test_days_lie_within_two_years():
    form = ProposalForm({"starts_on": a_day(60).isoformat(), "ends_on": a_day(60 + 732).isoformat()})
    assert form.errors["ends_on"] == ["That is more than two years after the first: check the year."]
    form = ProposalForm({"starts_on": a_day(60).isoformat(), "ends_on": a_day(60 + 731).isoformat()})
    assert "ends_on" not in form.errors


def test_a_partner_that_is_there_already_is_named_before_it_is_proposed(stage, client):
    client.force_login(stage.student().user)
    there = PartnerFactory(name="Sea View Eye Clinic", city="Karachi")
    values = {**SITE, "starts_on": a_day(60).isoformat(), "ends_on": a_day(100).isoformat()}
    shown = client.post(reverse("proposal_add"), values)
    assert [duplicate.partner for duplicate in shown.context["duplicates"]] == [there]
    assert list(shown.context["form"].errors) == ["is_another"]
    assert f'href="{there.get_absolute_url()}"' in shown.text
    client.post(reverse("proposal_add"), {**values, "is_another": "on"})
    assert SiteProposal.objects.get().name == SITE["name"]


def test_one_department_waits_for_its_answer_once(stage):
    student = stage.student()
    propose(student)
    with pytest.raises(Refusal, match="You have proposed this department already"):
        propose(student, name="SEAVIEW eye clinic")
    propose(student, department="Theatre")
    assert list(student.proposals.order_by("pk").values_list("department", flat=True)) == ["Optometry", "Theatre"]
