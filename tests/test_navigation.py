"""The way around: what is open on which page, and that every entry leads somewhere."""

import pytest

from config.navigation import GROUPS, PUBLIC, navigation
from core.actor import NOBODY, Actor, Role, Via
from tests.test_role_matrix import read

ROLES = [role for role in GROUPS if role]


def actor(role):
    return Actor(via=Via.PERSON, user_id=1, role=role)


def open_group(role, view_name):
    return [str(group["label"]) for group in navigation(actor(role), view_name)["nav"] if group["current"]]


def open_tab(role, view_name):
    return [str(tab["label"]) for tab in navigation(actor(role), view_name)["tabs"] if tab["current"]]


@pytest.mark.parametrize("role", ROLES)
def test_a_phone_has_room_for_five(role):
    assert len(GROUPS[role]) <= 5


@pytest.mark.parametrize("role", ROLES)
def test_every_entry_is_open_to_its_role(role):
    """As the role matrix, which asks every address as every role, has it."""
    routes = [tab.route for group in GROUPS[role] for tab in group.tabs if ":" not in tab.route]
    assert {route: read()[route][role.value] for route in routes} == dict.fromkeys(routes, "200")


@pytest.mark.parametrize(
    ("view_name", "group", "tab"),
    [
        ("placement_list", "Placements", "Placements"),
        ("placement_detail", "Placements", "Placements"),
        ("placement_letter_list", "Planning", "Letters of placement"),
        ("placement_letter_add", "Planning", "Letters of placement"),
        ("agreement_sign", "Partners", "Agreements"),
        ("people_invite", "Partners", "Our people"),
    ],
)
def test_the_longest_noun_is_open(view_name, group, tab):
    assert (open_group(Role.COORDINATOR, view_name), open_tab(Role.COORDINATOR, view_name)) == ([group], [tab])


def test_a_group_of_one_page_shows_no_tabs():
    assert navigation(actor(Role.ADMINISTRATOR), "internship_list")["tabs"] == []


def test_a_page_of_no_group_opens_none():
    assert open_group(Role.COORDINATOR, "notification_list") == []


def test_a_visitor_is_shown_the_public_pages():
    nav = navigation(NOBODY, "internship_detail")["nav"]
    assert [(group["label"], group["current"]) for group in nav] == [
        (group.label, group.tabs[0].route == "internship_list") for group in PUBLIC
    ]
