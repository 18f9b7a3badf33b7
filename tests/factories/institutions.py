"""Organisations, memberships and agreements for tests: valid and boring. Traits name situations."""

from datetime import date, timedelta
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import StoredFile
from core import clock
from core.actor import Role
from institutions.models import (
    Agreement,
    AgreementCover,
    AgreementDocument,
    Blackout,
    Department,
    Institute,
    Intake,
    Membership,
    Partner,
    PartnerKind,
    Programme,
    Site,
)
from institutions.states import AgreementState
from tests.factories.accounts import UserFactory


class InstituteFactory(factory.django.DjangoModelFactory[Institute]):
    """A college."""

    class Meta:
        model = Institute

    name = factory.Sequence(lambda n: f"College {n} of Health Sciences")
    short_name = factory.Sequence(lambda n: f"College {n}")
    slug = factory.Sequence(lambda n: f"college-{n}")
    city = "Karachi"
    recognised_by = "Allied Health Professionals Council"
    email = factory.LazyAttribute(lambda o: f"placements@{o.slug}.example")
    signatory_name = "Prof Bilal Ahmed"
    signatory_title = "Principal"


class ProgrammeFactory(factory.django.DjangoModelFactory[Programme]):
    """A programme."""

    class Meta:
        model = Programme

    institute = factory.SubFactory(InstituteFactory)
    name = factory.Sequence(lambda n: f"BSc Imaging {n}")
    code = factory.Sequence(lambda n: f"MIT{n}")
    required_hours = 320


class IntakeFactory(factory.django.DjangoModelFactory[Intake]):
    """An intake."""

    class Meta:
        model = Intake

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Spring {n}")
    starts_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=300))


class PartnerFactory(factory.django.DjangoModelFactory[Partner]):
    """A hospital."""

    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Hospital {n}")
    slug = factory.Sequence(lambda n: f"hospital-{n}")
    kind = PartnerKind.HOSPITAL
    city = "Karachi"


class SiteFactory(factory.django.DjangoModelFactory[Site]):
    """A partner's address."""

    class Meta:
        model = Site

    partner = factory.SubFactory(PartnerFactory)
    name = factory.Sequence(lambda n: f"Main building {n}")
    city = "Karachi"


class DepartmentFactory(factory.django.DjangoModelFactory[Department]):
    """A ward or section; give it `site__partner`."""

    class Meta:
        model = Department

    site = factory.SubFactory(SiteFactory)
    name = factory.Sequence(lambda n: f"Radiology {n}")


class BlackoutFactory(factory.django.DjangoModelFactory[Blackout]):
    """Three days from tomorrow; give it `partner` (and `department`) or `institute`."""

    class Meta:
        model = Blackout

    title = "Eid holidays"
    starts_on = factory.LazyFunction(lambda: a_day(1))
    ends_on = factory.LazyFunction(lambda: a_day(3))


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A person in a role; traits fill in the organisation."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.COORDINATOR

    class Params:
        coordinator = factory.Trait(role=Role.COORDINATOR, institute=factory.SubFactory(InstituteFactory))
        viewer = factory.Trait(role=Role.VIEWER, institute=factory.SubFactory(InstituteFactory))
        mentor = factory.Trait(role=Role.MENTOR, institute=factory.SubFactory(InstituteFactory))
        student = factory.Trait(role=Role.STUDENT, institute=factory.SubFactory(InstituteFactory))
        lead = factory.Trait(role=Role.LEAD, partner=factory.SubFactory(PartnerFactory))
        supervisor = factory.Trait(
            role=Role.SUPERVISOR,
            partner=factory.SubFactory(PartnerFactory),
            title="Consultant radiologist",
            licence_no="PMDC 41207-P",
        )
        administrator = factory.Trait(role=Role.ADMINISTRATOR)


class AgreementFactory(factory.django.DjangoModelFactory[Agreement]):
    """A draft; with `signed=True` one in force, its covers written as the signing does. Pass `programmes=[...]` to say which."""

    class Meta:
        model = Agreement
        skip_postgeneration_save = True

    institute = factory.SubFactory(InstituteFactory)
    partner = factory.SubFactory(PartnerFactory)
    title = factory.Sequence(lambda n: f"Affiliation agreement {n}")
    terms = "Supervision, insurance and confidentiality as both sides promised."
    starts_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=100))
    ends_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=500))
    places = 20

    class Params:
        signed = factory.Trait(
            state=AgreementState.SIGNED,
            sent_by=factory.SubFactory(UserFactory),
            sent_at=factory.LazyFunction(clock.now),
            signed_by=factory.SubFactory(UserFactory),
            signed_at=factory.LazyFunction(clock.now),
        )

    @factory.post_generation
    def programmes(self: Agreement, create: bool, extracted: Any, **_kwargs: Any) -> None:
        if not create:
            return
        chosen = extracted if extracted is not None else [ProgrammeFactory(institute=self.institute)]
        self.programmes.set(chosen)
        if self.state == AgreementState.SIGNED:
            AgreementCover.objects.bulk_create(
                AgreementCover(
                    agreement=self,
                    partner=self.partner,
                    programme=p,
                    during=DateRange(self.starts_on, self.ends_on, "[]"),
                )
                for p in chosen
            )


def a_scan(agreement: Agreement) -> AgreementDocument:
    """A scanned original of an agreement; the file behind it is a row alone."""
    stored = StoredFile.objects.create(
        kind="agreement", name="signed.pdf", media_type="application/pdf", size=1, sha256="0"
    )
    return AgreementDocument.objects.create(
        agreement=agreement, kind="scan", file=stored, side="institute", added_by=UserFactory()
    )


def a_day(offset: int) -> date:
    """Today and `offset` days."""
    return clock.today() + timedelta(days=offset)
