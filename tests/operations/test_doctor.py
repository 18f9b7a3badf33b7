"""What `manage.py doctor` says of a machine: each lack with the line that mends it."""

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
