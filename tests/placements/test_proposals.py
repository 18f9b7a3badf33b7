"""Sites that students found: proposed, checked against the register, made into partner and slot, or refused in kind words."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.actor import Role
from core.errors import NotAllowed, Refusal
from institutions.models import Department, Membership, Partner, PartnerContact
from notifications.models import Notification
from placements.forms.proposals import ProposalForm
from placements.models import SiteProposal, Slot
from placements.policies import proposals as policies
from placements.services import proposals as services
from placements.states import ProposalState, SlotState
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, PartnerFactory, a_day
from tests.factories.references import SiteProposalFactory
from tests.factories.students import membership_of
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db

SITE = {
    "name": "Seaview Eye Clinic",
    "city": "Karachi",
    "department": "Optometry",
    "contact_name": "Dr Omar Farid",
    "contact_email": "omar@seaview.example",
    "contact_phone": "",
    "why": "They let students refract under supervision.",
}


def told(kind):
    return list(Notification.objects.filter(kind=kind).order_by("pk").values_list("reader_id", flat=True))


def propose(student, **changes):
    days = {"starts_on": a_day(60), "ends_on": a_day(100)}
    return services.propose_site(by=membership_of(student).as_actor(), now=clock.now(), **{**SITE, **days, **changes})


def approve(proposal, by, **changes):
    values = {"kind": "clinic", "title": "Optometry internship", "places": 1, "how": "Dr Farid takes her."}
    return services.approve_proposal(
        proposal_id=proposal.pk, by=by.as_actor(), now=clock.now(), **{**values, **changes}
    )


def test_propose_site_tells_the_office(stage):
    proposal = propose(stage.student())
    assert (proposal.state, told("partner.proposed")) == (ProposalState.PROPOSED, [stage.coordinator.user_id])


def test_propose_site_that_names_a_patient_is_refused_beside_the_field(stage):
    with pytest.raises(Refusal) as caught:
        propose(stage.student(), why="I helped 42101-1234567-1.")
    assert (caught.value.field, SiteProposal.objects.count()) == ("why", 0)


def test_no_student_becomes_a_lead_by_a_site_that_one_proposes(stage):
    student, friend = stage.student(), stage.student()
    for email in (student.user.email, friend.user.email.upper()):
        with pytest.raises(Refusal, match="This is a student’s address") as caught:
            propose(student, contact_email=email)
        assert caught.value.field == "contact_email"
    proposal = SiteProposalFactory(student=student, contact_email=friend.user.email)
    with pytest.raises(Refusal, match="This is a student’s address"):
        approve(proposal, stage.coordinator, invite=True)
    assert not Membership.objects.filter(role=Role.LEAD, user=friend.user).exists()


def test_a_student_has_three_proposals_waiting_at_most(stage):
    student = stage.student()
    for name in "ABC":
        propose(student, name=f"Clinic {name}")
    with pytest.raises(Refusal, match="Three of your proposals wait"):
        propose(student, name="Clinic D")


def test_propose_site_is_for_students(stage):
    with pytest.raises(NotAllowed):
        services.propose_site(
            by=stage.coordinator.as_actor(), now=clock.now(), starts_on=a_day(60), ends_on=a_day(100), **SITE
        )


def test_approve_makes_partner_department_contact_and_a_draft_slot_that_nobody_sees_yet(stage):
    proposal = propose(stage.student())
    approve(proposal, stage.coordinator)
    proposal.refresh_from_db()
    partner = Partner.objects.get(name="Seaview Eye Clinic")
    department = Department.objects.get(site__partner=partner)
    slot = Slot.objects.get(partner=partner)
    assert (proposal.partner, proposal.slot, proposal.state) == (partner, slot, ProposalState.APPROVED)
    assert (slot.is_public, partner.is_public) == (False, False)
    assert (slot.state, slot.department, slot.starts_on, slot.places, slot.agreement_follows) == (
        SlotState.DRAFT,
        department,
        proposal.starts_on,
        1,
        True,
    )
    assert PartnerContact.objects.get(partner=partner).email == "omar@seaview.example"
    assert told("application.site_approved") == [proposal.student.user_id]
    assert not Membership.objects.filter(partner=partner).exists()


def test_approve_invites_the_contact_as_lead_only_where_the_office_says_so(stage):
    proposal = propose(stage.student())
    approve(proposal, stage.coordinator, invite=True)
    lead = Membership.objects.get(partner__name="Seaview Eye Clinic")
    assert (lead.role, lead.user.email) == (Role.LEAD, "omar@seaview.example")


def test_approve_without_an_address_invites_nobody_and_changes_nothing(stage):
    proposal = propose(stage.student(), contact_email="", contact_phone="+922134567890")
    with pytest.raises(Refusal, match="no e-mail address to invite"):
        approve(proposal, stage.coordinator, invite=True)
    assert (SiteProposal.objects.get().state, Partner.objects.filter(name=proposal.name).exists()) == (
        ProposalState.PROPOSED,
        False,
    )


def test_approve_into_a_partner_of_the_register_uses_its_department_of_that_name(stage):
    partner = PartnerFactory(name="Seaview Eye Clinic Karachi")
    department = DepartmentFactory(site__partner=partner, name="OPTOMETRY")
    proposal = propose(stage.student())
    approve(proposal, stage.coordinator, partner=partner)
    assert (
        Slot.objects.get(partner=partner).department,
        Partner.objects.filter(name="Seaview Eye Clinic").exists(),
    ) == (
        department,
        False,
    )


def test_approve_into_a_partner_with_a_lead_and_no_agreement_drafts_nothing_there(stage):
    lead = MembershipFactory(lead=True)
    proposal = propose(stage.student())
    approve(proposal, stage.coordinator, partner=lead.partner)
    proposal.refresh_from_db()
    assert (proposal.partner, proposal.slot, Slot.objects.filter(partner=lead.partner).exists()) == (
        lead.partner,
        None,
        False,
    )


def test_approve_into_a_partner_with_a_signed_agreement_drafts_beside_its_lead(stage):
    lead = MembershipFactory(lead=True)
    AgreementFactory(signed=True, institute=stage.institute, partner=lead.partner, programmes=[stage.programme])
    proposal = propose(stage.student())
    approve(proposal, stage.coordinator, partner=lead.partner)
    assert Slot.objects.get(partner=lead.partner).state == SlotState.DRAFT
    with pytest.raises(Refusal, match="has a placement lead already"):
        approve(propose(stage.student()), stage.coordinator, partner=lead.partner, invite=True)


def test_approve_twice_makes_one_partner(stage):
    proposal = propose(stage.student())
    approve(proposal, stage.coordinator)
    with pytest.raises(Refusal, match="It stands at “Taken into the register”"):
        approve(proposal, stage.coordinator)
    assert Partner.objects.filter(name="Seaview Eye Clinic").count() == 1


def test_refuse_tells_the_student_why(stage):
    proposal = propose(stage.student())
    services.refuse_proposal(
        proposal_id=proposal.pk, by=stage.coordinator.as_actor(), now=clock.now(), reason="They take nobody this term."
    )
    assert "They take nobody this term." in Notification.objects.get(kind="application.site_refused").body


def test_refuse_that_names_a_patient_is_refused(stage):
    proposal = propose(stage.student())
    with pytest.raises(Refusal):
        services.refuse_proposal(
            proposal_id=proposal.pk, by=stage.coordinator.as_actor(), now=clock.now(), reason="As with 42101-1234567-1."
        )


def test_withdraw_is_the_students_and_tells_the_office(stage):
    proposal = propose(stage.student())
    by = membership_of(proposal.student).as_actor()
    services.withdraw_proposal(proposal_id=proposal.pk, by=by, now=clock.now())
    assert told("partner.proposal_withdrawn") == [stage.coordinator.user_id]
    assert not policies.may_withdraw(stage.coordinator.as_actor(), proposal)


def test_another_institutes_office_decides_nothing(stage):
    proposal = propose(stage.student())
    with pytest.raises(NotAllowed):
        approve(proposal, a_stage().coordinator)
    assert SiteProposal.objects.get().state == ProposalState.PROPOSED


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"ends_on": a_day(50)}, "proposed_stay_ends_after_it_begins"),
        ({"contact_email": "", "contact_phone": ""}, "somebody_at_a_proposed_site_can_be_reached"),
        ({"state": "approved"}, "an_approved_proposal_has_its_partner"),
    ],
)
def test_the_database_keeps_what_a_proposal_must_have(change, promise):
    proposal = SiteProposalFactory()
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        SiteProposal.objects.filter(pk=proposal.pk).update(**change)


# Pages


def test_a_student_proposes_by_the_form_and_one_way_to_reach_them_is_enough(stage, client):
    client.force_login(stage.student().user)
    values = {**SITE, "starts_on": a_day(60).isoformat(), "ends_on": a_day(100).isoformat()}
    shown = client.post(reverse("proposal_add"), {**values, "contact_email": ""})
    assert list(shown.context["form"].errors) == ["contact_phone"]
    assert client.post(reverse("proposal_add"), values).status_code == 302


def test_days_that_have_passed_are_asked_anew(stage):
    form = ProposalForm({"starts_on": a_day(0).isoformat(), "ends_on": a_day(30).isoformat()})
    assert form.errors["starts_on"] == ["Choose a day that is still to come."]


def test_the_page_shows_who_in_the_register_it_probably_is_and_lets_the_office_choose(stage, client):
    partner = PartnerFactory(name="Sea View Eye Clinic", city="Karachi")
    proposal = propose(stage.student())
    client.force_login(stage.coordinator.user)
    shown = client.get(proposal.get_absolute_url())
    assert [duplicate.partner for duplicate in shown.context["duplicates"]] == [partner]
    form = {"partner": partner.pk, "kind": "clinic", "title": "Optometry internship", "places": "1", "how": "Yes."}
    client.post(reverse("proposal_approve", args=[proposal.pk]), form)
    assert SiteProposal.objects.get().partner == partner


def test_what_came_into_the_register_while_the_form_was_open_is_asked_about(stage, client):
    proposal = propose(stage.student())
    client.force_login(stage.coordinator.user)
    address = reverse("proposal_approve", args=[proposal.pk])
    assert "partner" not in client.get(address).context["form"].fields
    PartnerFactory(name="Sea View Eye Clinic", city="Karachi")
    form = {"kind": "clinic", "title": "Optometry internship", "places": "1", "how": "Yes."}
    shown = client.post(address, form)
    assert (list(shown.context["form"].errors), Partner.objects.filter(name=proposal.name).exists()) == (
        ["partner"],
        False,
    )
    client.post(address, {**form, "partner": ""})
    assert Partner.objects.filter(name=proposal.name).exists()


def test_proposal_list_is_not_for_partners_and_another_students_proposal_is_a_404(stage, client):
    proposal = propose(stage.student())
    client.force_login(stage.lead.user)
    assert client.get(reverse("proposal_list")).status_code == 403
    client.force_login(stage.student().user)
    assert client.get(proposal.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_proposal_list_asks_as_much_for_one_row_as_for_three(rows, client, stage, django_assert_num_queries):
    for _ in range(rows):
        propose(stage.student())
    client.force_login(stage.coordinator.user)
    client.get(reverse("proposal_list"))
    with django_assert_num_queries(4):
        assert len(client.get(reverse("proposal_list")).context["page"]) == rows
