"""Goals and CV entries for tests."""

import factory

from students.models import CvEntry, Goals
from tests.factories.students import StudentFactory


class GoalsFactory(factory.django.DjangoModelFactory[Goals]):
    """Somebody who looks for imaging near Karachi."""

    class Meta:
        model = Goals

    student = factory.SubFactory(StudentFactory)
    tracks = ("imaging",)
    city = "Karachi"
    km_at_most = 25
    latitude = 24.86
    longitude = 67.0
    answered = ("field", "place")


class CvEntryFactory(factory.django.DjangoModelFactory[CvEntry]):
    """What was done before the programme."""

    class Meta:
        model = CvEntry

    student = factory.SubFactory(StudentFactory)
    section = "education"
    title = factory.Sequence(lambda n: f"FSc pre-medical {n}")
    place = "Government College, Hyderabad"
