"""What the register keeps beside a partner, for tests: contacts, accreditations, the contact log; and one of each for the scene."""

from datetime import timedelta
from typing import Any

import factory

from accounts.services.files import store_file
from core import clock
from institutions.models import Accreditation, ContactEntry, Duty, PartnerContact, PartnerMerge, Way
from placements.models import Placement
from tests.factories.accounts import UserFactory
from tests.factories.institutions import InstituteFactory, PartnerFactory, a_day


class PartnerContactFactory(factory.django.DjangoModelFactory[PartnerContact]):
    """The education office of a partner."""

    class Meta:
        model = PartnerContact

    partner = factory.SubFactory(PartnerFactory)
    duty = Duty.EDUCATION
    name = factory.Sequence(lambda n: f"Farah Jamil {n}")
    email = factory.Sequence(lambda n: f"education{n}@partner.example")


class AccreditationFactory(factory.django.DjangoModelFactory[Accreditation]):
    """One that holds for another year."""

    class Meta:
        model = Accreditation

    partner = factory.SubFactory(PartnerFactory)
    body = "Medical and Dental Council"
    number = factory.Sequence(lambda n: f"HJ-{n}")
    what_for = "House job"
    valid_from = factory.LazyFunction(lambda: a_day(-200))
    valid_until = factory.LazyFunction(lambda: a_day(365))


class ContactEntryFactory(factory.django.DjangoModelFactory[ContactEntry]):
    """A phone call of yesterday; with `next_on` it plans another."""

    class Meta:
        model = ContactEntry

    institute = factory.SubFactory(InstituteFactory)
    partner = factory.SubFactory(PartnerFactory)
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(lambda: clock.now() - timedelta(days=1))
    way = Way.PHONE
    with_whom = "Farah Jamil"
    said = "They can take four in spring."
    next_about = factory.LazyAttribute(lambda o: "Places in spring" if o.next_on else "")
    next_on = None


def register_things(placement: Placement) -> dict[str, Any]:
    """What the register keeps of the partner, and the question whether it is another."""
    partner, paper = (
        placement.partner,
        store_file(kind="accreditation", content=b"%PDF-", name="a.pdf", media_type="x/y"),
    )
    entry = ContactEntryFactory(institute=placement.institute, partner=partner)
    merge = PartnerMerge.objects.create(
        survivor=partner,
        loser=PartnerFactory(),
        loser_name="Twin",
        loser_slug="twin",
        reason="The same gate.",
        institute=placement.institute,
        proposed_by=entry.by,
    )
    return {
        "site_pk": placement.department.site_id,
        "department_pk": placement.department_id,
        "contact_pk": PartnerContactFactory(partner=partner).pk,
        "accreditation_pk": AccreditationFactory(partner=partner, evidence=paper).pk,
        "log_pk": entry.pk,
        "merge_pk": merge.pk,
    }
