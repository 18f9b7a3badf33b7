"""A placement office with one intake, and the people around it."""

from dataclasses import dataclass

import pytest

from institutions.models import Institute, Intake, Membership
from tests.factories.institutions import IntakeFactory, MembershipFactory
from tests.students.desk import a_desk


@dataclass(frozen=True, slots=True)
class Office:
    """One institute's placement office."""

    institute: Institute
    intake: Intake
    coordinator: Membership

    @property
    def actor(self):
        return self.coordinator.as_actor()


def an_office() -> Office:
    coordinator = MembershipFactory(coordinator=True)
    intake = IntakeFactory(programme__institute=coordinator.institute, programme__code="MIT", name="Spring 2027")
    return Office(coordinator.institute, intake, coordinator)


@pytest.fixture
def office():
    return an_office()


@pytest.fixture
def other_office():
    return an_office()


@pytest.fixture
def desk():
    return a_desk()
