"""References and proposed sites for tests: valid and boring. Traits name situations."""

from datetime import timedelta
from typing import Any

import factory

from accounts.models import AccessLink, Purpose
from core import clock
from placements.models import Basis, Referee, Reference, SiteProposal
from placements.states import ReferenceState
from tests.factories.accounts import UserFactory
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.students import StudentFactory

LETTER = (
    "She worked with me for six weeks and was calm with every patient, careful with every number, and quick to ask. "
    * 3
)


class RefereeFactory(factory.django.DjangoModelFactory[Referee]):
    """Somebody with an address at work, whom nobody has confirmed; `confirmed=True` for one who is."""

    class Meta:
        model = Referee

    class Params:
        confirmed = factory.Trait(
            confirmed_at=factory.LazyFunction(clock.now),
            how="Called the ward.",
            confirmed_by=factory.SubFactory(
                MembershipFactory, coordinator=True, institute=factory.SelfAttribute("..institute")
            ),
        )

    user = factory.SubFactory(UserFactory, unclaimed=True)
    name = "Dr Sana Mirza"
    position = "Consultant radiologist"
    organisation = "Kohsar Teaching Hospital"
    basis = Basis.OTHER


class ReferenceFactory(factory.django.DjangoModelFactory[Reference]):
    """Named, the address not confirmed yet; traits bring it further."""

    class Meta:
        model = Reference
        skip_postgeneration_save = True

    class Params:
        asked = factory.Trait(
            state=ReferenceState.ASKED, asked_at=factory.LazyFunction(clock.now), referee__confirmed=True
        )
        answered = factory.Trait(
            asked=True,
            state=ReferenceState.ANSWERED,
            answered_at=factory.LazyFunction(clock.now),
            text=LETTER,
            facts={"name": "Dr Sana Mirza", "identified": "Writes from kohsar.example."},
        )

    student = factory.SubFactory(StudentFactory)
    referee = factory.SubFactory(RefereeFactory, institute=factory.SelfAttribute("..student.institute"))
    needed_by = factory.LazyFunction(lambda: a_day(25))
    waived = True

    @factory.post_generation
    def uses(self: Reference, create: bool, extracted: Any, **_kwargs: Any) -> None:
        if create and extracted:
            self.applications.set(extracted)


def reference_link(reference: Reference) -> AccessLink:
    """The link that is mailed to the referee."""
    now = clock.now()
    return AccessLink.make(
        purpose=Purpose.REFERENCE,
        user_id=reference.referee.user_id,
        subject_id=reference.pk,
        now=now,
        expires_at=now + timedelta(days=30),
    )


class SiteProposalFactory(factory.django.DjangoModelFactory[SiteProposal]):
    """A site that waits for the office's answer."""

    class Meta:
        model = SiteProposal

    student = factory.SubFactory(StudentFactory)
    name = factory.Sequence(lambda n: f"Seaview Eye Clinic {n}")
    city = "Karachi"
    department = "Optometry"
    contact_name = "Dr Omar Farid"
    contact_email = factory.Sequence(lambda n: f"omar{n}@seaview.example")
    starts_on = factory.LazyFunction(lambda: a_day(60))
    ends_on = factory.LazyFunction(lambda: a_day(100))
    why = "They examine forty people a day and let students refract under supervision."
