"""The register's services: who may keep a partner's entry, what is refused, what the database holds by itself."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.actor import NOBODY
from core.errors import NotAllowed, Refusal, Stale
from institutions.models import Accreditation, Department, Duty, Partner, PartnerContact, PartnerKind, Site
from institutions.services import partner_parts as parts
from institutions.services.partners import edit_partner, register_partner
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    MembershipFactory,
    PartnerFactory,
    SiteFactory,
    a_day,
)
from tests.factories.placements import SlotFactory
from tests.factories.register import AccreditationFactory, PartnerContactFactory
from tests.files import a_pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return MembershipFactory(coordinator=True).as_actor()


def act(service, by, **values):
    return service(by=by, now=clock.now(), **values)


def registered(by, **changes):
    values = {"name": "Kohsar Hospital", "kind": PartnerKind.HOSPITAL, "city": "Murree"} | changes
    return act(register_partner, by, **values)


def test_register_partner_with_a_first_site_where_it_stands(coordinator):
    partner = registered(
        coordinator,
        address="Mall Road",
        beds=120,
        first_site="Main building",
        latitude=Decimal("33.90700"),
        longitude=Decimal("73.39430"),
    )
    site = Site.objects.get()
    assert (partner.slug, partner.beds, partner.plain_name) == ("kohsar-hospital", 120, "kohsar")
    assert (site.partner, site.name, site.city, site.address, str(site.latitude)) == (
        partner,
        "Main building",
        "Murree",
        "Mall Road",
        "33.90700",
    )


def test_register_partner_whose_name_is_taken_is_refused_in_words(coordinator):
    registered(coordinator)
    with pytest.raises(Refusal, match="exactly this name") as refused:
        registered(coordinator)
    assert (refused.value.field, Partner.objects.count()) == ("name", 1)


def test_register_partner_gives_every_name_an_address_of_its_own(coordinator):
    names = ("Kohsar Hospital", "Kohsar  Hospital", "جناح ہسپتال", "میو ہسپتال")
    assert [registered(coordinator, name=name).slug for name in names] == [
        "kohsar-hospital",
        "kohsar-hospital-2",
        "partner",
        "partner-2",
    ]


@pytest.mark.parametrize("role", ["student", "supervisor", "lead", "viewer"])
def test_register_partner_is_for_coordinators_and_administrators(role):
    with pytest.raises(NotAllowed):
        registered(MembershipFactory(**{role: True}).as_actor())
    with pytest.raises(NotAllowed):
        registered(NOBODY)
    assert registered(MembershipFactory(administrator=True).as_actor()).name == "Kohsar Hospital"


def test_edit_partner_keeps_its_address_and_refuses_a_stale_form(coordinator):
    partner = registered(coordinator)
    act(edit_partner, coordinator, partner_id=partner.pk, name="Kohsar Teaching Hospital", shown_version=1)
    partner.refresh_from_db()
    assert (partner.name, partner.slug, partner.version) == ("Kohsar Teaching Hospital", "kohsar-hospital", 2)
    with pytest.raises(Stale):
        act(edit_partner, coordinator, partner_id=partner.pk, about="Late", shown_version=1)


def test_edit_partner_is_its_leads_and_of_those_who_have_signed_with_it(coordinator):
    lead = MembershipFactory(lead=True)
    partner = lead.partner
    with pytest.raises(NotAllowed, match="own placement lead"):
        act(edit_partner, coordinator, partner_id=partner.pk, about="Ours")
    AgreementFactory(institute_id=coordinator.institute_id, partner=partner)  # a draft gives no right
    with pytest.raises(NotAllowed):
        act(edit_partner, coordinator, partner_id=partner.pk, about="Ours")
    act(edit_partner, lead.as_actor(), partner_id=partner.pk, about="Theirs")
    AgreementFactory(signed=True, institute_id=coordinator.institute_id, partner=partner)
    act(edit_partner, coordinator, partner_id=partner.pk, beds=40)
    with pytest.raises(NotAllowed):
        act(edit_partner, MembershipFactory(lead=True).as_actor(), partner_id=partner.pk, about="Not theirs")
    partner.refresh_from_db()
    assert (partner.about, partner.beds) == ("Theirs", 40)


def test_edit_partner_leaves_the_cap_on_people_to_the_partner(coordinator):
    partner = PartnerFactory(people_cap=9)
    act(edit_partner, coordinator, partner_id=partner.pk, people_cap=9, beds=1)
    with pytest.raises(NotAllowed, match="how many interns"):
        act(edit_partner, coordinator, partner_id=partner.pk, people_cap=90)
    lead = MembershipFactory(lead=True, partner=partner).as_actor()
    assert act(edit_partner, lead, partner_id=partner.pk, people_cap=12).people_cap == 12


def test_edit_partner_takes_no_field_that_is_not_of_the_profile(coordinator):
    with pytest.raises(TypeError, match="slug"):
        act(edit_partner, coordinator, partner_id=PartnerFactory().pk, slug="other")


def test_keep_site_adds_and_changes_and_refuses_a_second_of_one_name(coordinator):
    partner = PartnerFactory()
    site = act(parts.keep_site, coordinator, partner_id=partner.pk, name="Main", city="Murree")
    act(parts.keep_site, coordinator, partner_id=partner.pk, site_id=site.pk, name="Old wing", city="Murree")
    act(parts.keep_site, coordinator, partner_id=partner.pk, name="New wing", city="Murree")
    with pytest.raises(Refusal, match="site of this name"):
        act(parts.keep_site, coordinator, partner_id=partner.pk, name="New wing", city="Murree")
    assert list(partner.sites.order_by("name").values_list("name", flat=True)) == ["New wing", "Old wing"]


@pytest.mark.parametrize("where", [(91, 0), (0, 181), (None, 10), (10, None)])
def test_a_site_off_the_globe_is_refused_by_the_database(where):
    with pytest.raises(IntegrityError, match="site_is_on_the_globe"), transaction.atomic():
        SiteFactory(latitude=where[0], longitude=where[1])


def test_keep_department_belongs_to_one_of_the_partners_own_sites(coordinator):
    site, other = SiteFactory(), SiteFactory()
    made = act(
        parts.keep_department, coordinator, partner_id=site.partner_id, site=site, name="Radiology", interns_at_once=4
    )
    with pytest.raises(Refusal, match="another partner"):
        act(parts.keep_department, coordinator, partner_id=site.partner_id, site=other, name="Radiology")
    with pytest.raises(Refusal, match="department of this name"):
        act(parts.keep_department, coordinator, partner_id=site.partner_id, site=site, name="Radiology")
    assert list(Department.objects.values_list("pk", "site", "interns_at_once")) == [(made.pk, site.pk, 4)]


def test_keep_contact_needs_a_way_to_reach_them(coordinator):
    partner = PartnerFactory()
    values = {"partner_id": partner.pk, "duty": Duty.HR, "name": "Omar Haleem"}
    with pytest.raises(Refusal, match="so that they can be reached"):
        act(parts.keep_contact, coordinator, **values)
    contact = act(parts.keep_contact, coordinator, **values, phone="+922135551234")
    act(parts.keep_contact, coordinator, contact_id=contact.pk, **values, email="omar@kohsar.example")
    assert list(PartnerContact.objects.values_list("name", "phone", "email")) == [
        ("Omar Haleem", "", "omar@kohsar.example")
    ]
    with pytest.raises(IntegrityError, match="contact_can_be_reached"), transaction.atomic():
        PartnerContactFactory(phone="", email="")


def test_keep_contact_of_another_partners_department_is_refused(coordinator):
    with pytest.raises(Refusal, match="another partner"):
        act(
            parts.keep_contact,
            coordinator,
            partner_id=PartnerFactory().pk,
            duty=Duty.HR,
            name="Omar",
            email="o@x.example",
            department=DepartmentFactory(),
        )


def test_keep_accreditation_stores_its_evidence_and_keeps_it_when_no_other_comes(coordinator):
    partner = PartnerFactory()
    values = {"partner_id": partner.pk, "body": "PMDC", "what_for": "House job", "valid_until": a_day(300)}
    made = act(parts.keep_accreditation, coordinator, **values, evidence=upload(a_pdf(), "letter.pdf"))
    act(parts.keep_accreditation, coordinator, accreditation_id=made.pk, **values | {"body": "PM&DC"})
    made.refresh_from_db()
    assert (made.body, made.evidence.name, made.evidence.kind) == ("PM&DC", "letter.pdf", "accreditation")


def test_keep_accreditation_with_a_hostile_file_changes_nothing(coordinator):
    with pytest.raises(Refusal, match="damaged"):
        act(
            parts.keep_accreditation,
            coordinator,
            partner_id=PartnerFactory().pk,
            body="PMDC",
            what_for="House job",
            evidence=upload(b"MZ not a paper", "letter.pdf"),
        )
    assert not Accreditation.objects.exists()


def test_an_accreditation_that_ends_before_it_begins_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="accreditation_ends_after_start"), transaction.atomic():
        AccreditationFactory(valid_from=a_day(9), valid_until=a_day(1))


def test_remove_part_takes_away_what_nothing_stands_on(coordinator):
    contact = PartnerContactFactory()
    act(parts.remove_part, coordinator, partner_id=contact.partner_id, part=PartnerContact, part_id=contact.pk)
    assert not PartnerContact.objects.exists()


def test_remove_part_keeps_a_site_with_departments_and_a_department_with_internships(coordinator):
    department = DepartmentFactory()
    partner = department.site.partner
    SlotFactory(partner=partner, department=department)
    with pytest.raises(Refusal, match="has departments"):
        act(parts.remove_part, coordinator, partner_id=partner.pk, part=Site, part_id=department.site_id)
    with pytest.raises(Refusal, match="belong to it"):
        act(parts.remove_part, coordinator, partner_id=partner.pk, part=Department, part_id=department.pk)
    assert Department.objects.filter(pk=department.pk).exists()


def test_remove_part_of_another_partner_is_not_found(coordinator):
    contact = PartnerContactFactory()
    with pytest.raises(PartnerContact.DoesNotExist):
        act(parts.remove_part, coordinator, partner_id=PartnerFactory().pk, part=PartnerContact, part_id=contact.pk)
