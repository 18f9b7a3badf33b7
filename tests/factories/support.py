"""Support plans and incidents for tests."""

from datetime import timedelta
from typing import Any

import factory

from core import clock
from placements.models import Incident, SupportPlan, SupportStep
from placements.states_support import IncidentState, SupportState
from tests.factories.accounts import UserFactory
from tests.factories.institutions import a_day
from tests.factories.placements import PlacementFactory
from tests.factories.students import membership_of


class SupportPlanFactory(factory.django.DjangoModelFactory[SupportPlan]):
    """Waits for the student: one step, to be looked at again in two weeks. Traits: agreed, closed."""

    class Meta:
        model = SupportPlan
        skip_postgeneration_save = True

    class Params:
        agreed = factory.Trait(state=SupportState.AGREED, agreed_at=factory.LazyFunction(clock.now))
        closed = factory.Trait(state=SupportState.CLOSED, outcome="helped", closed_at=factory.LazyFunction(clock.now))

    placement = factory.SubFactory(PlacementFactory)
    goal = "Hours keep pace again."
    review_on = factory.LazyFunction(lambda: a_day(14))
    opened_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def step(self: SupportPlan, create: bool, _extracted: Any, **_kwargs: Any) -> None:
        if create:
            SupportStep.objects.create(plan=self, position=1, text="Enter each week on Sunday.", who="student")


class IncidentFactory(factory.django.DjangoModelFactory[Incident]):
    """A needlestick of yesterday, reported by the student. Traits: triaged, actioned."""

    class Meta:
        model = Incident

    class Params:
        triaged = factory.Trait(state=IncidentState.TRIAGED, severity="moderate")
        actioned = factory.Trait(state=IncidentState.ACTIONED, severity="moderate")

    placement = factory.SubFactory(PlacementFactory)
    kind = "exposure"
    happened_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=1))
    what = "A used needle went through the glove while I closed the box."
    membership = factory.LazyAttribute(lambda o: membership_of(o.placement.student))
    reported_by = factory.SelfAttribute("membership.user")
