"""How slots choose, for tests: valid and boring."""

from datetime import timedelta
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from core import clock
from placements.models import (
    Decision,
    Interview,
    InterviewTime,
    QuotaGroup,
    Review,
    Reviewer,
    Selection,
    SelectionCriterion,
)
from placements.states import InterviewState
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import ApplicationFactory, SlotFactory


class SelectionFactory(factory.django.DjangoModelFactory[Selection]):
    """A slot that chooses by criteria; add them with SelectionCriterionFactory."""

    class Meta:
        model = Selection

    slot = factory.SubFactory(SlotFactory)


class SelectionCriterionFactory(factory.django.DjangoModelFactory[SelectionCriterion]):
    """One more thing to judge by, which counts once."""

    class Meta:
        model = SelectionCriterion

    selection = factory.SubFactory(SelectionFactory)
    position = factory.Sequence(lambda n: n)
    text = factory.Sequence(lambda n: f"Why this department, {n}")


class ReviewerFactory(factory.django.DjangoModelFactory[Reviewer]):
    """A supervisor of the partner who scores."""

    class Meta:
        model = Reviewer

    selection = factory.SubFactory(SelectionFactory)
    membership = factory.SubFactory(
        MembershipFactory, supervisor=True, partner=factory.SelfAttribute("..selection.slot.partner")
    )


class QuotaGroupFactory(factory.django.DjangoModelFactory[QuotaGroup]):
    """One place for everybody, by merit."""

    class Meta:
        model = QuotaGroup

    selection = factory.SubFactory(SelectionFactory)
    position = factory.Sequence(lambda n: n)
    name = factory.Sequence(lambda n: f"Group {n}")
    places = 1


class ReviewFactory(factory.django.DjangoModelFactory[Review]):
    """A share that somebody gave."""

    class Meta:
        model = Review

    application = factory.SubFactory(ApplicationFactory, under_review=True)
    membership = factory.SubFactory(
        MembershipFactory, lead=True, partner=factory.SelfAttribute("..application.slot.partner")
    )
    person = factory.SelfAttribute("membership.user")
    percent = 50
    given_at = factory.LazyFunction(clock.now)


class DecisionFactory(factory.django.DjangoModelFactory[Decision]):
    """An offer that is prepared."""

    class Meta:
        model = Decision

    application = factory.SubFactory(ApplicationFactory, under_review=True)
    outcome = "offer"
    at = factory.LazyFunction(clock.now)

    class Params:
        rejecting = factory.Trait(outcome="reject", code="merit", reason="Others had more practice.")


class InterviewTimeFactory(factory.django.DjangoModelFactory[InterviewTime]):
    """Twenty minutes in two days; each an hour after the one before."""

    class Meta:
        model = InterviewTime

    slot = factory.SubFactory(SlotFactory)
    interviewer = factory.SubFactory(
        MembershipFactory, supervisor=True, partner=factory.SelfAttribute("..slot.partner")
    )
    starts_at = factory.Sequence(lambda n: clock.now() + timedelta(days=2, hours=n))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(minutes=20))
    place = "Room 4, first floor"


class InterviewFactory(factory.django.DjangoModelFactory[Interview]):
    """An invitation without a time; give it `time` to book it."""

    class Meta:
        model = Interview

    application = factory.SubFactory(ApplicationFactory, interview=True)
    student = factory.SelfAttribute("application.student")

    class Params:
        booked = factory.Trait(
            state=InterviewState.BOOKED,
            time=factory.SubFactory(InterviewTimeFactory, slot=factory.SelfAttribute("..application.slot")),
        )

    @factory.lazy_attribute
    def person(self) -> Any:
        time = getattr(self, "time", None)
        return time.interviewer.user if time else None

    @factory.lazy_attribute
    def during(self) -> Any:
        time = getattr(self, "time", None)
        return DateTimeTZRange(time.starts_at, time.ends_at) if time else None
