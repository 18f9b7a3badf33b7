"""Terms by which slots are found, and saved searches, for tests."""

from datetime import timedelta

import factory

from core import clock
from placements.models import SavedSearch, Setting, Specialty
from tests.factories.institutions import MembershipFactory, a_day


class SpecialtyFactory(factory.django.DjangoModelFactory[Specialty]):
    """A specialty of no track in particular."""

    class Meta:
        model = Specialty

    name = factory.Sequence(lambda n: f"Specialty {n}")
    slug = factory.Sequence(lambda n: f"specialty-{n}")


class SettingFactory(factory.django.DjangoModelFactory[Setting]):
    """A setting."""

    class Meta:
        model = Setting

    name = factory.Sequence(lambda n: f"Setting {n}")
    slug = factory.Sequence(lambda n: f"setting-{n}")


class SavedSearchFactory(factory.django.DjangoModelFactory[SavedSearch]):
    """A search for radiography, kept yesterday."""

    class Meta:
        model = SavedSearch

    membership = factory.SubFactory(MembershipFactory, student=True)
    name = "Radiography anywhere"
    query = "q=radiography"
    looked_on = factory.LazyFunction(lambda: a_day(-1))
    told_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=1))
    new_from = factory.SelfAttribute("told_at")
