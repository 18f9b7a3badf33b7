"""Kinds of evidence and requirements for tests: valid and boring."""

import factory

from institutions.models import EvidenceKind, Requirement
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
