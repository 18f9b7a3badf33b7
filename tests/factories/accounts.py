"""People for tests: valid and boring."""

import factory

from accounts.models import User
from core import clock

PASSWORD = "correct horse battery"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person who has claimed the account."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@people.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    claimed_at = factory.LazyFunction(clock.now)

    class Params:
        unclaimed = factory.Trait(claimed_at=None)
