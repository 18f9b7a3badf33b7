"""A partner without a placement lead gets its first from a placement office, which says how it knows them."""

import pytest
from django.urls import reverse

from accounts.models import AccessLink
from core import clock
from core.actor import Role
from core.errors import NotAllowed, Refusal
from institutions.models import ContactEntry, Membership
from notifications.models import Notification
from placements.services.leads import invite_first_lead, remind_lead
from placements.states import ProposalState
from tests.factories.institutions import MembershipFactory, PartnerFactory
from tests.factories.placements import SlotFactory
from tests.factories.references import SiteProposalFactory
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
WHO = {"name": "Dr Omar Farid", "email": "omar@seaview.example", "way": "phone", "how": "The exchange put me through."}


@pytest.fixture
def partner():
    return PartnerFactory()


def invite(by, partner, **changes):
    return invite_first_lead(partner_id=partner.pk, by=by.as_actor(), now=clock.now(), **WHO | changes)


def test_the_first_lead_is_invited_and_the_log_says_how_they_are_known(stage, partner):
    lead = invite(stage.coordinator, partner)
    assert (lead.role, lead.partner, lead.user.email) == (Role.LEAD, partner, "omar@seaview.example")
    entry = ContactEntry.objects.get(partner=partner)
    assert (entry.with_whom, entry.way, entry.said) == ("Dr Omar Farid", "phone", "The exchange put me through.")


def test_who_has_a_lead_is_invited_none(stage):
    with pytest.raises(Refusal, match="has a placement lead already"):
        invite(stage.coordinator, stage.slot.partner)


@pytest.mark.parametrize("trait", ["viewer", "student", "lead", "administrator"])
def test_others_invite_nobody(partner, trait):
    with pytest.raises(NotAllowed):
        invite(MembershipFactory(**{trait: True}), partner)
    assert not Membership.objects.filter(partner=partner).exists()


def test_a_students_address_is_refused_beside_its_field(stage, partner):
    with pytest.raises(Refusal, match="a student’s address") as caught:
        invite(stage.coordinator, partner, email=stage.student().user.email)
    assert (caught.value.field, partner.memberships.exists()) == ("email", False)


def test_how_they_are_known_names_no_patient(stage, partner):
    with pytest.raises(Refusal, match="name a patient"):
        invite(stage.coordinator, partner, how="About MRN 778899.")
    assert not partner.memberships.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_one_invites():
    office, partner = MembershipFactory(coordinator=True), PartnerFactory()
    results = race([lambda n=n: invite(office, partner, email=f"omar{n}@seaview.example") for n in range(3)])
    assert (len(refusals(results, Refusal)), partner.memberships.count()) == (2, 1)


def remind(by, lead, partner=None, **changes):
    partner_id = (partner or lead.partner).pk
    return remind_lead(partner_id=partner_id, membership_id=lead.pk, by=by.as_actor(), now=clock.now(), **changes)


def test_who_never_accepted_is_invited_again_and_the_earlier_link_stops_working(stage, partner):
    lead = invite(stage.coordinator, partner)
    first = AccessLink.objects.get(user=lead.user)
    remind(stage.coordinator, lead)
    first.refresh_from_db()
    sent = Notification.objects.filter(kind="account.invited", reader=lead.user).count()
    assert (sent, first.is_live(clock.now()), AccessLink.objects.filter(user=lead.user).count()) == (2, False, 2)


def test_who_accepted_and_who_was_never_invited_is_not_invited_again(stage, partner):
    for other, words in ((stage.slot.partner, "has a placement lead already"), (partner, "No placement lead yet")):
        with pytest.raises(Refusal, match=words):
            remind(stage.coordinator, stage.lead, other)
    lead = invite(stage.coordinator, partner)
    with pytest.raises(NotAllowed):
        remind(stage.lead, lead)
    lead.user.claimed_at = clock.now()
    lead.user.save()
    with pytest.raises(Refusal, match="has a placement lead already"):
        remind(stage.coordinator, lead)


RIGHT = {"email": "omar.farid@seaview.example", "way": "phone", "how": "Their exchange spelt it for me."}


def test_another_address_is_written_into_the_log_with_how_it_is_known(stage, partner):
    lead = invite(stage.coordinator, partner)
    remind(stage.coordinator, lead, **RIGHT)
    lead.user.refresh_from_db()
    said = list(ContactEntry.objects.filter(partner=partner).order_by("pk").values_list("said", flat=True))
    assert (lead.user.email, said) == (RIGHT["email"], [WHO["how"], RIGHT["how"]])
    remind(stage.coordinator, lead, email=RIGHT["email"].upper())
    assert ContactEntry.objects.filter(partner=partner).count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"how": " "}, "how"),
        ({"way": ""}, "way"),
        ({"how": "About MRN 778899."}, "how"),
        ({"email": "student"}, "email"),
    ],
)
def test_another_address_is_asked_what_the_first_one_was(stage, partner, changes, field):
    lead = invite(stage.coordinator, partner)
    if "email" in changes:
        changes = {"email": stage.student().user.email}
    with pytest.raises(Refusal) as refused:
        remind(stage.coordinator, lead, **RIGHT | changes)
    lead.user.refresh_from_db()
    assert (refused.value.field, lead.user.email) == (field, WHO["email"])


# pages


@pytest.fixture
def approved(stage, partner):
    slot = SlotFactory(partner=partner, draft=True)
    values = {"partner": partner, "slot": slot, "state": ProposalState.APPROVED}
    return SiteProposalFactory(student=stage.student(), contact_email="", contact_phone="+922134567890", **values)


def test_home_list_and_page_of_a_site_say_that_it_has_no_lead(client, stage, approved):
    client.force_login(stage.coordinator.user)
    address = reverse("partner_lead_invite", args=[approved.partner.slug])
    link = f'href="{address}"'
    pages = {"site": approved.get_absolute_url(), "partner": approved.partner.get_absolute_url()}
    assert [link in client.get(page).text for page in pages.values()] == [True, True]
    assert "No placement lead yet" in client.get(reverse("proposal_list")).text
    assert "1 approved site has no placement lead" in client.get(reverse("home")).text
    client.post(address, {**WHO, "idempotency_key": ""})
    assert [link in client.get(page).text for page in pages.values()] == [False, False]
    assert "1 approved site has no placement lead" not in client.get(reverse("home")).text


def test_the_pages_of_site_and_partner_lead_to_inviting_again_until_it_is_accepted(client, stage, approved):
    client.force_login(stage.coordinator.user)
    address = reverse("partner_lead_remind", args=[approved.partner.slug])
    pages = [approved.get_absolute_url(), approved.partner.get_absolute_url()]
    seen = [[address in client.get(page).text for page in pages]]
    lead = invite(stage.coordinator, approved.partner)
    seen.append([address in client.get(page).text for page in pages])
    assert "Dr Omar Farid gets a new link by e-mail" in client.get(address).text
    assert client.post(address, {"idempotency_key": "", "email": lead.user.email}).status_code == 302
    assert Notification.objects.filter(kind="account.invited", reader=lead.user).count() == 2
    lead.user.claimed_at = clock.now()
    lead.user.save()
    seen.append([address in client.get(page).text for page in pages])
    assert seen == [[False, False], [True, True], [False, False]]


def test_of_several_who_were_invited_each_has_an_own_address_to_correct(client, stage, partner):
    first, second = (
        MembershipFactory(lead=True, partner=partner, user__unclaimed=True, user__name=name)
        for name in ("Dr A", "Dr B")
    )
    client.force_login(stage.coordinator.user)
    address = reverse("partner_lead_remind", args=[partner.slug])
    pages = [client.get(address).text, client.get(f"{address}?lead={second.pk}").text]
    shown = [(first.user.email in page, second.user.email in page, f"?lead={first.pk}" in page) for page in pages]
    assert shown == [(True, False, False), (False, True, True)]
    client.post(f"{address}?lead={second.pk}", RIGHT | {"idempotency_key": ""})
    assert [link.sent_to for link in AccessLink.objects.order_by("pk")] == [RIGHT["email"]]


def test_a_site_that_waits_stands_on_the_home_of_the_office(client, stage):
    SiteProposalFactory(student=stage.student())
    client.force_login(stage.coordinator.user)
    assert "1 site that a student found" in client.get(reverse("home")).text


def test_the_student_reads_why_nothing_is_published_and_invites_nobody(client, approved):
    client.force_login(approved.student.user)
    page = client.get(approved.get_absolute_url()).text
    assert "your placement office invites their lead first" in page
    assert reverse("partner_lead_invite", args=[approved.partner.slug]) not in page


def test_the_form_begins_with_the_contact(client, stage, partner):
    partner.contacts.create(name="Mr Latif", email="latif@seaview.example", duty="education", created_at=clock.now())
    client.force_login(stage.coordinator.user)
    form = client.get(reverse("partner_lead_invite", args=[partner.slug])).context["form"]
    assert [form[name].value() for name in ("name", "email")] == ["Mr Latif", "latif@seaview.example"]
