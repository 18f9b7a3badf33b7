"""Terms by which slots are found, and saved searches, for tests."""

from datetime import timedelta
from typing import Any

import factory

from core import clock
from placements.models import Placement, SavedSearch, Setting, Specialty
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.students import membership_of


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


def searches_of(placement: Placement) -> dict[str, Any]:
    """A search that the student keeps, by the nouns of its addresses."""
    search = SavedSearchFactory(membership=membership_of(placement.student))
    return {"searches": search.pk, "search_stop_by_link.token": search.stop_token}
