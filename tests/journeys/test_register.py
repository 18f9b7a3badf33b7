"""A coordinator registers a hospital, is shown the one that is there already, and logs a call; with and without scripts."""

import pytest

from core import clock
from tests.factories.institutions import MembershipFactory, PartnerFactory
from tests.journeys.person import Person
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


@both_ways
def test_a_hospital_is_registered_once_and_called_again(stage: Stage, java_script: bool) -> None:
    PartnerFactory(name="Kohsar Teaching Hospital", city="Murree")
    coordinator = stage.signed_in(MembershipFactory(coordinator=True))
    is_shown_who_is_there(coordinator)
    registers_another(coordinator)
    logs_a_call(coordinator)
    makes_the_call_that_is_due(coordinator)


def enters(coordinator: Person, name: str) -> None:
    coordinator.goes_to("Partners", "Register")
    coordinator.follows("Add a partner")
    coordinator.fills("Name", name)
    coordinator.chooses("Kind", "Hospital")
    coordinator.fills("City", "Murree")
    coordinator.presses("Add to the register")


def is_shown_who_is_there(coordinator: Person) -> None:
    enters(coordinator, "Kohsaar Hosp.")
    coordinator.sees("Is it one of these?", "a similar name")
    coordinator.follows("Open that one: Kohsar Teaching Hospital")
    coordinator.sees_heading("Kohsar Teaching Hospital")


def registers_another(coordinator: Person) -> None:
    enters(coordinator, "Kohsar Eye Hospital")
    coordinator.ticks("None of these: register it")
    coordinator.presses("Add to the register")
    coordinator.sees_heading("Kohsar Eye Hospital")
    coordinator.sees("Perhaps the same")
    coordinator.follows("Add: Contacts")
    coordinator.chooses("Ask them about", "Education office")
    coordinator.fills("Name", "Farah Jamil")
    coordinator.fills("Telephone", "0300 1234567")
    coordinator.presses("Save")
    coordinator.sees("+92 300 1234567")


def logs_a_call(coordinator: Person) -> None:
    coordinator.follows("Log a contact")
    coordinator.fills("With whom", "Farah Jamil")
    coordinator.fills("What was said", "They take four in spring.")
    coordinator.fills("Next call on", f"{clock.today():%Y-%m-%d}")
    coordinator.presses("Write it down")
    coordinator.sees("Say in a few words what the next call is about.")
    coordinator.fills("About what", "The list of names")
    coordinator.presses("Write it down")
    coordinator.sees("Written down.", "They take four in spring.", "The list of names")


def makes_the_call_that_is_due(coordinator: Person) -> None:
    coordinator.goes_to("Overview")
    coordinator.follows("Open: 1 call due")
    coordinator.follows("Kohsar Eye Hospital")
    coordinator.follows("It was made:")
    coordinator.sees("This closes the call planned for")
    coordinator.fills("With whom", "Farah Jamil")
    coordinator.fills("What was said", "She has the list.")
    coordinator.presses("Write it down")
    coordinator.finds_no("link", "It was made:")
    coordinator.follows("All of it: Contact log")
    coordinator.sees("and made")
