"""Inviting people and ending roles."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AccessLink, User
from core import clock
from core.actor import Role
from core.errors import NotAllowed, Refusal
from institutions.models import Membership
from institutions.services import inviting_again
from institutions.services import memberships as services
from notifications.models import Notification
from tests.factories.institutions import MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db


def invite(by, role=Role.SUPERVISOR, email="sana@margalla.example", **more):
    return services.invite_member(
        by=by.as_actor(), now=clock.now(), role=role, name="Dr Sana Mirza", email=email, **more
    )


def test_a_lead_invites_a_supervisor_into_the_own_partner_whatever_is_asked():
    lead = MembershipFactory(lead=True)
    membership = invite(lead, partner=PartnerFactory())
    link = AccessLink.objects.get(user=membership.user)
    notice = Notification.objects.get(reader=membership.user)
    assert (membership.partner, membership.user.is_claimed, notice.link) == (lead.partner, False, link)


def test_a_known_person_is_told_of_the_new_role_and_gets_no_new_password_link():
    lead = MembershipFactory(lead=True)
    known = MembershipFactory(supervisor=True).user
    invite(lead, email=known.email)
    assert Notification.objects.get(reader=known).kind == "account.role"
    assert not AccessLink.objects.filter(user=known).exists()


def test_the_same_role_twice_is_refused_beside_the_address():
    lead = MembershipFactory(lead=True)
    invite(lead)
    with pytest.raises(Refusal) as refused:
        invite(lead)
    assert refused.value.field == "email"
    assert User.objects.filter(email="sana@margalla.example").count() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.STUDENT, Role.ADMINISTRATOR])
def test_a_lead_cannot_invite_into_other_roles(role):
    with pytest.raises(NotAllowed):
        invite(MembershipFactory(lead=True), role=role)


def test_inviting_again_makes_the_earlier_link_useless():
    lead = MembershipFactory(lead=True)
    membership = invite(lead)
    first = AccessLink.objects.get()
    inviting_again.invite_again(membership_id=membership.pk, by=lead.as_actor(), now=clock.now())
    first.refresh_from_db()
    assert not first.is_live(clock.now())
    assert AccessLink.objects.filter(revoked_at=None).count() == 1


def test_a_role_that_ended_can_be_given_again():
    lead = MembershipFactory(lead=True)
    membership = invite(lead)
    services.end_membership(membership_id=membership.pk, by=lead.as_actor(), now=clock.now())
    again = invite(lead)
    assert (again.pk != membership.pk, Membership.objects.current().filter(user=again.user).count()) == (True, 1)


def test_nobody_ends_the_own_access():
    lead = MembershipFactory(lead=True)
    with pytest.raises(Refusal, match="your own"):
        services.end_membership(membership_id=lead.pk, by=lead.as_actor(), now=clock.now())


def test_a_lead_does_not_end_roles_of_another_partner():
    other = MembershipFactory(supervisor=True)
    with pytest.raises(NotAllowed):
        services.end_membership(membership_id=other.pk, by=MembershipFactory(lead=True).as_actor(), now=clock.now())


def test_a_coordinator_does_not_end_roles_of_another_institute():
    other = MembershipFactory(coordinator=True)
    coordinator = MembershipFactory(coordinator=True).as_actor()
    with pytest.raises(NotAllowed):
        services.end_membership(membership_id=other.pk, by=coordinator, now=clock.now())


def test_the_database_refuses_a_role_that_does_not_fit_its_organisation():
    lead = MembershipFactory(lead=True)
    with pytest.raises(IntegrityError, match="role_fits_organisation"), transaction.atomic():
        Membership.objects.filter(pk=lead.pk).update(role=Role.COORDINATOR)


@pytest.mark.parametrize("rows", [1, 3])
def test_people_list_takes_the_same_queries_for_any_number_of_people(client, rows, django_assert_num_queries):
    lead = MembershipFactory(lead=True)
    MembershipFactory.create_batch(rows, supervisor=True, partner=lead.partner)
    client.force_login(lead.user)
    with django_assert_num_queries(3):
        page = client.get(reverse("people_list"))
    assert len(page.context["people"]) == rows + 1


def test_people_invite_page_names_and_mails_a_supervisor(client):
    lead = MembershipFactory(lead=True)
    client.force_login(lead.user)
    values = {"role": "supervisor", "name": "Dr Sana Mirza", "email": "Sana@Margalla.example", "idempotency_key": "k"}
    assert client.post(reverse("people_invite"), values).status_code == 302
    assert Membership.objects.get(role=Role.SUPERVISOR).user.email == "sana@margalla.example"


def test_a_supervisor_does_not_see_the_list_of_people(client):
    client.force_login(MembershipFactory(supervisor=True).user)
    assert client.get(reverse("people_list")).status_code == 403
