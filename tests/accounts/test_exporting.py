"""Every table that leaves the portal leaves by one door: the password first, and one limit for all of them."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.exporting import EXPORTS
from tests.factories.institutions import MembershipFactory

# A list of two lines to write over is nobody's data.
OPEN = {"import_sample"}
ADDRESSES = [
    (reverse("export_table", args=["students", "csv"]), {}),
    (reverse("readiness_export"), {"kind": "csv"}),
    (reverse("grid"), {"kind": "csv"}),
]
ids = pytest.mark.parametrize(("address", "query"), ADDRESSES, ids=["list", "readiness", "grid"])


def called(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def test_every_view_that_gives_out_a_table_goes_through_the_door():
    found = {
        function.name
        for path in Path(settings.BASE_DIR).glob("*/**/*.py")
        if {"views", "pages"} & set(path.parts)
        for function in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef)
        and "table_response" in called(function)
        and "before_export" not in called(function)
    }
    assert found == OPEN


@ids
@pytest.mark.django_db
def test_the_password_comes_before_the_table(client, address, query):
    client.force_login(MembershipFactory(coordinator=True).user)
    answer = client.get(address, query)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/reauthenticate/")


@ids
@pytest.mark.django_db
def test_tables_of_every_kind_spend_one_limit(client, monkeypatch, address, query):
    monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)
    office = MembershipFactory(coordinator=True)
    client.force_login(office.user)
    for _ in range(EXPORTS.most):
        EXPORTS.spend(str(office.user_id))
    answer = client.get(address, query)
    assert (answer.status_code, answer["Retry-After"]) == (429, str(EXPORTS.seconds))
