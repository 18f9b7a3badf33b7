"""Calls for places, what partners say, and what programmes ask for, for tests: valid and boring."""

from datetime import timedelta
from typing import Any

import factory

from accounts.models import AccessLink, Purpose
from core import clock
from institutions.models import Intake, Membership, Programme
from placements.models import Call, CallAnswer, ProgrammeBlock, ProgrammeCompetency
from placements.states import CallState
from tests.factories.institutions import IntakeFactory, PartnerFactory, ProgrammeFactory, a_day
from tests.factories.placements import CompetencyFactory


class CallFactory(factory.django.DjangoModelFactory[Call]):
    """A draft that looks for sixty places; `open=True` for one that was sent three days ago."""

    class Meta:
        model = Call

    programme = factory.SubFactory(ProgrammeFactory)
    institute = factory.SelfAttribute("programme.institute")
    title = factory.Sequence(lambda n: f"Nursing rotations {n}")
    starts_on = factory.LazyFunction(lambda: a_day(90))
    ends_on = factory.LazyFunction(lambda: a_day(173))
    places = 60
    answer_by = factory.LazyFunction(lambda: clock.now() + timedelta(days=20))

    class Params:
        open = factory.Trait(
            state=CallState.OPEN, sent_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=3))
        )


class CallAnswerFactory(factory.django.DjangoModelFactory[CallAnswer]):
    """A partner that is chosen, and asked where the call was sent."""

    class Meta:
        model = CallAnswer

    call = factory.SubFactory(CallFactory, open=True)
    partner = factory.SubFactory(PartnerFactory)
    sent_at = factory.SelfAttribute("call.sent_at")


class BlockFactory(factory.django.DjangoModelFactory[ProgrammeBlock]):
    """Eight weeks of forty hours."""

    class Meta:
        model = ProgrammeBlock

    programme = factory.SubFactory(ProgrammeFactory)
    position = factory.LazyAttribute(lambda o: o.programme.blocks.count() + 1)
    name = factory.Sequence(lambda n: f"Medicine {n}")
    weeks = 8
    hours = 320


def call_link(answer: CallAnswer, lead: Membership, **changes: Any) -> AccessLink:
    """The lead's link to the answer."""
    now = clock.now()
    values = {"user_id": lead.user_id, "subject_id": answer.pk, "now": now, "expires_at": now + timedelta(days=9)}
    return AccessLink.make(purpose=Purpose.CALL, **values | changes)


def interest_link(lead: Membership) -> AccessLink:
    """The lead's link to say how the partner stands."""
    now = clock.now()
    return AccessLink.make(
        purpose=Purpose.INTEREST,
        user_id=lead.user_id,
        subject_id=lead.partner_id,
        now=now,
        expires_at=now + timedelta(days=9),
    )


def things_of_calls(programme: Programme, lead: Membership) -> dict[str, Any]:
    """For the world of the scenarios: an open call that the lead's partner has not answered, and a programme with its parts."""
    answer = CallAnswerFactory(call__programme=programme, partner=lead.partner)
    block = BlockFactory(programme=programme)
    asked = ProgrammeCompetency.objects.create(programme=programme, block=block, competency=CompetencyFactory())
    intake = Intake.objects.filter(programme=programme).first() or IntakeFactory(programme=programme)
    return {
        "calls": answer.call_id,
        "call_by_link.token": call_link(answer, lead).token,
        "interest_by_link.token": interest_link(lead).token,
        "programmes": programme.pk,
        "block_pk": block.pk,
        "competency_pk": asked.pk,
        "intake_pk": intake.pk,
    }
