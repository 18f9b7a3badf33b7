"""Logged activities, learning contracts and a student's own words for tests."""

from typing import Any

import factory

from core import clock
from placements.models import (
    Activity,
    CheckIn,
    CheckInConsent,
    Evidence,
    LearningContract,
    MentorMeeting,
    Placement,
    Reflection,
)
from placements.states_learning import ActivityState, ContractState
from tests.factories.institutions import a_day
from tests.factories.placements import PlacementFactory
from tests.factories.students import StoredFileFactory


class ActivityFactory(factory.django.DjangoModelFactory[Activity]):
    """One procedure that was performed yesterday, and waits. Traits: confirmed."""

    class Meta:
        model = Activity

    class Params:
        confirmed = factory.Trait(state=ActivityState.CONFIRMED)

    placement = factory.SubFactory(PlacementFactory)
    day = factory.LazyFunction(lambda: a_day(-1))
    kind = "procedure"
    participation = "performed"


class LearningContractFactory(factory.django.DjangoModelFactory[LearningContract]):
    """One without aims that waits for the supervisor; `agreed=True` for one that both agreed to."""

    class Meta:
        model = LearningContract

    class Params:
        agreed = factory.Trait(
            state=ContractState.AGREED,
            answered_at=factory.LazyFunction(clock.now),
            answered_by=factory.SelfAttribute("placement.supervisor.user"),
        )

    placement = factory.SubFactory(PlacementFactory)
    proposed_at = factory.LazyFunction(clock.now)


class ReflectionFactory(factory.django.DjangoModelFactory[Reflection]):
    """A private one; `shared=True` for one that others read."""

    class Meta:
        model = Reflection

    class Params:
        shared = factory.Trait(shared_at=factory.LazyFunction(clock.now))

    placement = factory.SubFactory(PlacementFactory)
    text = "I was too quick with the second exposure."


class MentorMeetingFactory(factory.django.DjangoModelFactory[MentorMeeting]):
    """Yesterday."""

    class Meta:
        model = MentorMeeting

    placement = factory.SubFactory(PlacementFactory)
    day = factory.LazyFunction(lambda: a_day(-1))
    mentor = "Hina Raza, senior radiographer"
    agreed = "Two portable lists before we meet again."


class CheckInFactory(factory.django.DjangoModelFactory[CheckIn]):
    """Hard going, now."""

    class Meta:
        model = CheckIn

    placement = factory.SubFactory(PlacementFactory)
    at = factory.LazyFunction(clock.now)
    feeling = 2
    text = "The nights are long."


class ConsentFactory(factory.django.DjangoModelFactory[CheckInConsent]):
    """Given now."""

    class Meta:
        model = CheckInConsent

    placement = factory.SubFactory(PlacementFactory)
    given_at = factory.LazyFunction(clock.now)


class EvidenceFactory(factory.django.DjangoModelFactory[Evidence]):
    """An activity beside an objective; give it `placement` and `objective`."""

    class Meta:
        model = Evidence

    activity = factory.SubFactory(ActivityFactory, placement=factory.SelfAttribute("..placement"))


def learnt_on(placement: Placement) -> dict[str, Any]:
    """One of everything on a placement, by the nouns of its addresses. Nothing of it is shared."""
    line = ActivityFactory(placement=placement)
    LearningContractFactory(placement=placement)
    document = StoredFileFactory(kind="evidence", owner=placement.student.user)
    objective = placement.slot.objectives.first()
    evidence = EvidenceFactory(placement=placement, objective=objective, activity=None, file=document)
    return {
        "activity_pk": line.pk,
        "evidence_pk": evidence.pk,
        "reflection_pk": ReflectionFactory(placement=placement).pk,
        "meeting_pk": MentorMeetingFactory(placement=placement).pk,
        "check_in_pk": CheckInFactory(placement=placement).pk,
    }
