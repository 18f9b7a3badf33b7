"""Guides, careers and enquiries for tests."""

import factory

from core import clock
from institutions.models import Enquiry, Guide
from institutions.states import EnquiryState
from placements.models import Career
from tests.factories.institutions import InstituteFactory
from tests.factories.placements import TrackFactory


class GuideFactory(factory.django.DjangoModelFactory[Guide]):
    """A published guide."""

    class Meta:
        model = Guide

    slug = factory.Sequence(lambda n: f"guide-{n}")
    title = factory.Sequence(lambda n: f"Before an interview {n}")
    summary = "What they want to hear."
    body = "# The day before\n\nRead the page again."


class CareerFactory(factory.django.DjangoModelFactory[Career]):
    """A published career with two skills."""

    class Meta:
        model = Career

    track = factory.SubFactory(TrackFactory)
    slug = factory.Sequence(lambda n: f"radiographer-{n}")
    title = factory.Sequence(lambda n: f"Radiographer {n}")
    summary = "Makes the pictures."
    work = "You work the list."
    skills = "portable films\nultrasound"


class EnquiryFactory(factory.django.DjangoModelFactory[Enquiry]):
    """A question that waits; with `graduate=True` somebody who asks to be sponsored."""

    class Meta:
        model = Enquiry

    class Params:
        graduate = factory.Trait(kind="graduate", qualification="DPT, Hingol College, 2025")
        answered = factory.Trait(
            state=EnquiryState.ANSWERED, answer="Yes.", answered_at=factory.LazyFunction(clock.now)
        )

    institute = factory.SubFactory(InstituteFactory)
    kind = "question"
    name = "Saima Baloch"
    email = factory.Sequence(lambda n: f"saima{n}@mail.example")
    text = "Do you take students from other colleges?"
