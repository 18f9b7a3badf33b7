"""Sites that students found are public once somebody of an institute says so."""

import pytest
from django.urls import reverse

from core import clock
from core.actor import Role
from core.errors import Refusal
from institutions.models import Membership, Partner
from institutions.services.partners import edit_partner
from tests.factories.institutions import AgreementFactory
from tests.placements.test_proposals import SITE, approve, propose

pytestmark = pytest.mark.django_db


def test_a_site_that_a_student_found_is_public_once_the_office_shows_it(client, stage):
    approve(propose(stage.student()), stage.coordinator)
    partner = Partner.objects.get(name=SITE["name"])
    assert SITE["name"] not in client.get(reverse("partner_list")).text
    client.force_login(stage.coordinator.user)
    assert "It is not on the public pages" in client.get(partner.get_absolute_url()).text
    profile = {"name": partner.name, "kind": partner.kind, "city": partner.city, "version": partner.version}
    client.post(reverse("partner_edit", args=[partner.slug]), {**profile, "is_public": "on"})
    client.logout()
    assert SITE["name"] in client.get(reverse("partner_list")).text


def test_the_office_may_show_a_site_as_it_approves_it(client, stage):
    proposal = propose(stage.student())
    client.force_login(stage.coordinator.user)
    values = {"kind": "clinic", "title": "Optometry", "places": "1", "how": "Dr Farid takes her."}
    client.post(reverse("proposal_approve", args=[proposal.pk]), {**values, "is_public": "on"})
    assert Partner.objects.get(name=SITE["name"]).is_public


def test_a_lead_shows_a_site_that_is_hidden_once_an_institute_has_signed_with_it(client, stage):
    approve(propose(stage.student()), stage.coordinator, invite=True)
    lead = Membership.objects.get(role=Role.LEAD, partner__name=SITE["name"])
    client.force_login(lead.user)
    edit = reverse("partner_edit", args=[lead.partner.slug])
    assert "is_public" not in client.get(edit).context["form"].fields
    with pytest.raises(Refusal, match="once an institute has signed"):
        edit_partner(partner_id=lead.partner_id, by=lead.as_actor(), now=clock.now(), is_public=True)
    AgreementFactory(signed=True, institute=stage.institute, partner=lead.partner)
    assert "is_public" in client.get(edit).context["form"].fields
    assert edit_partner(partner_id=lead.partner_id, by=lead.as_actor(), now=clock.now(), is_public=True).is_public
