"""Records for tests: valid and boring. Traits name situations."""

import factory

from core import clock
from students.models import Record, RejectReason
from students.states import RecordState
from tests.factories.institutions import a_day
from tests.factories.requirements import EvidenceKindFactory
from tests.factories.students import StoredFileFactory, StudentFactory


class RecordFactory(factory.django.DjangoModelFactory[Record]):
    """A document of last year that waits for the office; it holds for ever unless `until` says otherwise."""

    class Meta:
        model = Record

    class Params:
        draft = factory.Trait(state=RecordState.DRAFT, on=None, file=None, submitted_at=None)
        verified = factory.Trait(state=RecordState.VERIFIED, decided_at=factory.LazyFunction(clock.now))
        rejected = factory.Trait(
            state=RecordState.REJECTED,
            decided_at=factory.LazyFunction(clock.now),
            reason=RejectReason.UNREADABLE,
            words="The lower edge is cut off.",
        )
        health = factory.Trait(kind=factory.SubFactory(EvidenceKindFactory, health=True))

    student = factory.SubFactory(StudentFactory)
    kind = factory.SubFactory(EvidenceKindFactory)
    state = RecordState.SUBMITTED
    on = factory.LazyFunction(lambda: a_day(-200))
    file = factory.SubFactory(
        StoredFileFactory,
        kind="record",
        name="card.jpg",
        media_type="image/jpeg",
        owner=factory.SelfAttribute("..student.user"),
    )
    submitted_at = factory.LazyFunction(clock.now)
