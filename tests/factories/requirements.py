"""Kinds of evidence and requirements for tests: valid and boring."""

import factory

from core import clock
from institutions.models import EvidenceKind, Requirement
from students.models import Waiver
from tests.factories.accounts import UserFactory
from tests.factories.institutions import PartnerFactory


class EvidenceKindFactory(factory.django.DjangoModelFactory[EvidenceKind]):
    """A kind of evidence without fields; `health=True` for one that tells of health."""

    class Meta:
        model = EvidenceKind
        django_get_or_create = ("slug",)

    class Params:
        health = factory.Trait(is_health=True)

    slug = factory.Sequence(lambda n: f"kind-{n}")
    name = factory.LazyAttribute(lambda o: o.slug.replace("-", " ").capitalize())


class RequirementFactory(factory.django.DjangoModelFactory[Requirement]):
    """One record of one kind, for ever; give it `kind=`, and who asks (a partner, unless said otherwise)."""

    class Meta:
        model = Requirement

    class Params:
        kind = factory.SubFactory(EvidenceKindFactory)

    title = factory.LazyAttribute(lambda o: o.kind.name)
    rule = factory.LazyAttribute(lambda o: {"holds": "through", "any": [[{"kind": o.kind.slug}]]})
    partner = factory.SubFactory(PartnerFactory)


class WaiverFactory(factory.django.DjangoModelFactory[Waiver]):
    """Given, for good."""

    class Meta:
        model = Waiver

    student = factory.SubFactory("tests.factories.students.StudentFactory")
    requirement = factory.SubFactory(RequirementFactory)
    reason = "The department trains it in the first week."
    agreed_with = "Farah Jamil, by phone"
    given_by = factory.SubFactory(UserFactory)
    given_at = factory.LazyFunction(clock.now)
