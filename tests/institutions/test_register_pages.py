"""Pages of the register: what is shown before a second entry, who sees what beside a profile, how many queries it takes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import ReadLog
from core import clock
from institutions.models import Accreditation, Department, Partner, PartnerContact, Site
from institutions.sweeps.register import ACCREDITATION_ENDING
from notifications.models import Notification
from notifications.reminders import remind
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    MembershipFactory,
    PartnerFactory,
    SiteFactory,
    a_day,
)
from tests.factories.register import AccreditationFactory, ContactEntryFactory, PartnerContactFactory
from tests.files import a_pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    membership = MembershipFactory(coordinator=True)
    client.force_login(membership.user)
    return membership


def test_partner_add_shows_who_is_there_before_it_is_sent_a_second_time(client, coordinator):
    there = PartnerFactory(name="Margalla Teaching Hospital", city="Karachi")
    values = {"name": "Margala Hospital", "kind": "hospital", "city": "Karachi", "first_site": "Main building"}
    shown = client.post(reverse("partner_add"), values)
    assert ([f.partner for f in shown.context["form"].duplicates], Partner.objects.count()) == ([there], 1)
    assert "Open that one" in shown.text
    assert 'value="Margala Hospital"' in shown.text
    made = client.post(reverse("partner_add"), values | {"is_another": "on"})
    assert (made.status_code, made.url) == (302, "/partners/margala-hospital/")
    assert Site.objects.get(partner__slug="margala-hospital").name == "Main building"


def test_partner_add_of_a_name_never_met_takes_one_request(client, coordinator):
    values = {"name": "Rohi Eye Clinic", "kind": "clinic", "city": "Bahawalpur", "first_site": "Main"}
    more = {"coordinates": "29.39560, 71.68360", "phone": "0300 1234567"}
    assert client.post(reverse("partner_add"), values | more).status_code == 302
    partner = Partner.objects.get()
    assert (partner.phone, str(partner.sites.get().latitude)) == ("+923001234567", "29.39560")


@pytest.mark.parametrize(
    ("text", "words"),
    [("29.4", "two numbers with a comma"), ("91, 10", "not on the globe"), ("10, 181", "not on the globe")],
)
def test_partner_add_explains_coordinates_that_are_none(client, coordinator, text, words):
    values = {"name": "Rohi Clinic", "kind": "clinic", "city": "Swat", "first_site": "Main", "coordinates": text}
    assert words in client.post(reverse("partner_add"), values).text
    assert not Partner.objects.exists()


def test_partner_edit_by_its_lead_and_a_stale_one_is_refused(client):
    lead = MembershipFactory(lead=True)
    client.force_login(lead.user)
    address = reverse("partner_edit", args=[lead.partner.slug])
    values = {"name": lead.partner.name, "kind": "hospital", "city": "Karachi", "languages": "Urdu", "version": 1}
    more = {"values": "Kindness\nPatience", "people_cap": "7"}
    assert client.post(address, values | more).status_code == 302
    lead.partner.refresh_from_db()
    assert (lead.partner.languages, lead.partner.people_cap) == ("Urdu", 7)
    assert "Somebody changed this" in client.post(address, values | more).text
    assert "<li>Patience</li>" in client.get(lead.partner.get_absolute_url()).text


def test_partner_edit_says_to_a_coordinator_why_the_lead_keeps_it(client, coordinator):
    lead = MembershipFactory(lead=True)
    page = client.get(reverse("partner_edit", args=[lead.partner.slug]))
    assert (page.status_code, "own placement lead keeps the profile" in page.text) == (403, True)


def test_parts_are_added_changed_and_removed_from_the_profile(client, coordinator):
    partner = PartnerFactory()
    site = SiteFactory(partner=partner)

    def sends(name, values, *more):
        page = client.post(reverse(name, args=[partner.slug, *more]), values | {"idempotency_key": name})
        assert page.status_code == 302, page.context["form"].errors
        assert page.url == partner.get_absolute_url()

    sends("partner_site_add", {"name": "Annexe", "city": "Swat", "coordinates": "34.77, 72.36"})
    sends("partner_department_add", {"site": site.pk, "name": "Radiology", "beds": "9", "interns_at_once": "4"})
    sends("partner_contact_add", {"duty": "hr", "name": "Omar", "phone": "0300 1234567"})
    paper = {"body": "PMDC", "what_for": "House job", "valid_until": a_day(90).isoformat()}
    sends("partner_accreditation_add", paper | {"evidence": upload(a_pdf(), "paper.pdf")})
    contact, department = PartnerContact.objects.get(), Department.objects.get()
    sends("partner_contact_edit", {"duty": "hr", "name": "Omar Haleem", "phone": contact.phone}, contact.pk)
    sends("partner_department_edit", {"site": site.pk, "name": "Imaging"}, department.pk)
    contact.refresh_from_db()
    department.refresh_from_db()
    assert (contact.name, contact.phone, department.name, department.beds) == (
        "Omar Haleem",
        "+923001234567",
        "Imaging",
        None,
    )
    annexe = Site.objects.get(name="Annexe")
    form = client.get(reverse("partner_site_edit", args=[partner.slug, annexe.pk])).context["form"]
    assert form["coordinates"].value() == "34.77000, 72.36000"
    for name, thing in (
        ("contact", contact),
        ("department", department),
        ("site", annexe),
        ("accreditation", Accreditation.objects.get()),
    ):
        sends(f"partner_{name}_remove", {}, thing.pk)
    assert [m.objects.count() for m in (PartnerContact, Department, Site, Accreditation)] == [0, 0, 1, 0]


def test_a_part_that_somebody_else_changed_meanwhile_is_not_written_over(client, coordinator):
    contact = PartnerContactFactory(phone="+92 300 1111111")
    address = reverse("partner_contact_edit", args=[contact.partner.slug, contact.pk])
    form = client.get(address).context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    assert client.post(address, shown | {"phone": "0300 2222222", "idempotency_key": "first"}).status_code == 302
    late = client.post(address, shown | {"title": "Dean", "idempotency_key": "second"})
    contact.refresh_from_db()
    assert (late.status_code, contact.phone, contact.title == "Dean") == (200, "+923002222222", False)


def test_the_public_profile_shows_what_holds_and_nothing_of_the_desk(client):
    partner = PartnerFactory(beds=640, how_taught="A round each morning.", initiatives="A new stroke unit")
    AccreditationFactory(partner=partner, what_for="House job")
    AccreditationFactory(partner=partner, what_for="Old nursing school", valid_until=a_day(-1))
    PartnerContactFactory(partner=partner, name="Farah Jamil")
    DepartmentFactory(site__partner=partner, name="Stroke unit", beds=12)
    text = client.get(partner.get_absolute_url()).text
    for words in ("640", "A round each morning.", "A new stroke unit", "House job", "Valid until", "12 beds"):
        assert words in text
    for words in ("Old nursing school", "Farah Jamil", "Open the evidence", "Contact log", "Edit"):
        assert words not in text


def test_a_coordinator_sees_beside_it_what_has_run_out_whom_to_ask_and_who_it_perhaps_is(client, coordinator):
    partner = PartnerFactory(name="Ziarat Clinic")
    twin = PartnerFactory(name="Ziarat Hospital")
    AccreditationFactory(partner=partner, what_for="Old nursing school", valid_until=a_day(-1))
    PartnerContactFactory(partner=partner, name="Farah Jamil")
    ContactEntryFactory(institute=coordinator.institute, partner=partner, next_on=a_day(-2), next_about="Places")
    page = client.get(partner.get_absolute_url())
    for words in ("Ran out", "Farah Jamil", "Call overdue since", "Places", "Perhaps the same"):
        assert words in page.text
    assert [found.partner for found in page.context["duplicates"]] == [twin]
    assert reverse("partner_merge_add", args=[partner.slug]) + f"?with={twin.pk}" in page.text


def test_a_lead_reads_what_students_ask_for_and_do_not_find(client):
    lead = MembershipFactory(lead=True)
    client.force_login(lead.user)
    address = reverse("partner_profile")
    assert "9 things that students ask for are missing" in client.get(address).text
    Partner.objects.filter(pk=lead.partner_id).update(
        about="A", how_taught="B", teaching="teaching", beds=3, languages="C", values="D", initiatives="E"
    )
    DepartmentFactory(site__partner=lead.partner)
    assert "1 thing that students ask for is missing" in client.get(address).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_profile_takes_the_same_queries_however_much_it_shows(client, coordinator, rows, django_assert_num_queries):
    partner = PartnerFactory(name="Ziarat Clinic")
    for index in range(rows):
        DepartmentFactory.create_batch(2, site__partner=partner)
        AccreditationFactory(partner=partner)
        PartnerContactFactory(partner=partner)
        ContactEntryFactory(institute=coordinator.institute, partner=partner)
        PartnerFactory(name=f"Ziarat Clinic {index}")
        AgreementFactory(signed=True, institute=coordinator.institute, partner=partner)
    client.get(partner.get_absolute_url())
    with django_assert_num_queries(10):
        client.get(partner.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_partner_register_takes_the_same_queries_for_any_number_of_rows(
    client, coordinator, rows, django_assert_num_queries
):
    for _index in range(rows):
        partner = AgreementFactory(signed=True, institute=coordinator.institute).partner
        ContactEntryFactory(institute=coordinator.institute, partner=partner, next_on=a_day(1))
    client.get(reverse("partner_register"))
    with django_assert_num_queries(5):
        page = client.get(reverse("partner_register"))
    assert [row.stage_now for row in page.context["page"]] == ["active"] * rows


def test_partner_register_filters_by_words_kind_teaching_agreement_and_call(client, coordinator):
    held = AgreementFactory(signed=True, institute=coordinator.institute, partner__name="Margalla Hospital").partner
    AgreementFactory(signed=True, partner=PartnerFactory(name="Elsewhere"))  # another institute's
    called = PartnerFactory(name="Bolan Lab", kind="laboratory", teaching="teaching")
    ContactEntryFactory(institute=coordinator.institute, partner=called, next_on=a_day(0))
    later = ContactEntryFactory(institute=coordinator.institute, next_on=a_day(4)).partner

    def found(**wanted):
        return list(client.get(reverse("partner_register"), wanted).context["page"])

    assert found(q="margala") == [held]
    assert found(q="bolan") == [called]
    assert found(kind="laboratory") == found(teaching="teaching") == found(call="due") == [called]
    assert found(call="planned") == [called, later]
    assert found(agreement="held") == [held]
    assert len(found(agreement="none")) == 3


def test_evidence_is_opened_by_those_who_arrange_placements_and_each_reading_is_written_down(client, coordinator):
    partner = PartnerFactory()
    paper = {"body": "PMDC", "what_for": "House job", "evidence": upload(a_pdf(), "paper.pdf")}
    client.post(reverse("partner_accreditation_add", args=[partner.slug]), paper)
    address = reverse("partner_accreditation_evidence", args=[partner.slug, Accreditation.objects.get().pk])
    page = client.get(address)
    assert (page["Content-Disposition"], b"".join(page)[:5]) == ('attachment; filename="paper.pdf"', b"%PDF-")
    assert list(ReadLog.objects.values_list("reader", flat=True)) == [coordinator.user_id]
    client.force_login(MembershipFactory(student=True).user)
    assert client.get(address).status_code == 404


def test_an_accreditation_that_ends_is_reminded_of_at_60_and_30_days_to_both_sides(coordinator):
    lead = MembershipFactory(lead=True)
    AgreementFactory(signed=True, institute=coordinator.institute, partner=lead.partner)
    MembershipFactory(coordinator=True)
    AccreditationFactory(partner=lead.partner, valid_until=a_day(60))
    AccreditationFactory(partner=lead.partner, valid_until=a_day(61))
    written = [remind(now=clock.now(), rules=[ACCREDITATION_ENDING]) for _twice in range(2)]
    readers = Notification.objects.filter(kind="partner.accreditation_ending").values_list("reader", flat=True)
    assert (written, set(readers)) == ([2, 0], {lead.user_id, coordinator.user_id})
    assert remind(now=clock.now() + timedelta(days=30), rules=[ACCREDITATION_ENDING]) == 4


def test_which_entry_it_is_too_is_found_by_likeness_or_by_search(client, coordinator):
    partner, twin = (
        PartnerFactory(name="Ziarat Clinic", city="Ziarat"),
        PartnerFactory(name="Ziarrat Clinic", city="Ziarat"),
    )
    for number in range(30):
        PartnerFactory(name=f"Elsewhere {number:02}")
    address = reverse("partner_merge_add", args=[partner.slug])
    page = client.get(address)
    assert [found.partner for found in page.context["duplicates"]] == [twin]
    assert (page.context["page"].paginator.count, len(page.context["page"])) == (31, 25)
    assert f'href="?with={twin.pk}"' in client.get(address, {"q": "ziarat"}).text
    assert list(client.get(address, {"q": "ziarat"}).context["page"]) == [twin]
    for unknown in ("no", str(partner.pk), "99999999999999999999"):
        assert "Which entry is it, too?" in client.get(address, {"with": unknown}).text
        assert client.post(address + f"?with={unknown}", {"reason": "One gate."}).status_code == 200


def test_the_merge_is_proposed_looked_at_and_confirmed_in_the_portal(client, coordinator):
    loser, survivor = PartnerFactory(name="Ziarat Clinic"), PartnerFactory(name="Ziarat Hospital")
    address = reverse("partner_merge_add", args=[loser.slug]) + f"?with={survivor.pk}"
    assert "leads to “Ziarat Hospital" in client.get(address).text
    place = client.post(address, {"reason": "One gate."}).url
    assert "the administrator decides" in client.get(place).text
    assert "Ziarat Clinic" in client.get(reverse("partner_merge_list")).text
    client.force_login(MembershipFactory(administrator=True).user)
    page = client.get(place)
    assert ("Nothing hangs on the one that goes." in page.text, "Merge the two" in page.text) == (True, True)
    assert client.post(place + "confirm/", {"idempotency_key": "k"}).url == survivor.get_absolute_url()
    assert "Merged" in client.get(place).text
    assert Partner.objects.count() == 1
