"""What `manage.py doctor` says of a machine: each lack with the line that mends it."""

import os

import pytest

from config.operations.machine import of_machine

FOUND = {True: "{}", False: "manage.py collectstatic"}


@pytest.mark.parametrize("collected", [True, False])
def test_style_sheets_of_a_portal_in_earnest_are_there_once_they_were_collected(collected, settings, tmp_path):
    settings.LOCAL, settings.STATIC_ROOT = False, tmp_path
    if collected:
        (tmp_path / "staticfiles.json").touch()
    look = next(check for check in of_machine() if check.name == "static")
    assert (look.well, look.found) == (collected, FOUND[collected].format(tmp_path))


def test_locally_nobody_has_to_collect_them(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    assert next(check for check in of_machine() if check.name == "static").well


def look(name):
    return next(check for check in of_machine() if check.name == name)


def test_a_folder_that_nobody_made_yet_is_named_with_the_line_that_makes_it(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "not" / "there"
    data = look("data")
    assert data.well is False
    assert data.found.startswith(f"{settings.DATA_DIR} is not there: mkdir -p {settings.DATA_DIR}, owned by the user")
    assert "GB free" in data.found


def test_style_sheets_that_another_account_keeps_to_itself_are_said(settings, tmp_path, monkeypatch):
    settings.LOCAL, settings.STATIC_ROOT = False, tmp_path
    monkeypatch.setattr(os, "access", lambda _path, mode: mode == os.F_OK)
    assert look("static").found.startswith(f"{tmp_path} is not this user’s to read")
