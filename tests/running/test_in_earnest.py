"""A folder where production keeps its files is no place for a command that came without production's variables."""

import pytest
from django.core.management import call_command

from config import instance
from config.machine import SetUpError
from tests.production import run


@pytest.mark.parametrize("command", [["prune", "--for-real"], ["migrate"], ["doctor"], ["up"]])
def test_without_its_variables_nothing_is_done_in_the_folder_of_production(tmp_path, command):
    instance.mark_as_earnest(tmp_path)
    done = run("python", "manage.py", *command, WARDBRIDGE_DATA=str(tmp_path))
    assert done.returncode == 1
    assert f"{tmp_path} belongs to a portal in earnest, and its variables are not set: nothing was done." in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mode"]


@pytest.mark.django_db
@pytest.mark.parametrize("local", [True, False])
def test_migrate_says_whose_folder_it_is(settings, tmp_path, local):
    settings.LOCAL, settings.DATA_DIR = local, tmp_path
    call_command("migrate", verbosity=0)
    assert instance.is_earnest(tmp_path) is not local
    if not local:
        with pytest.raises(SetUpError):
            instance.refuse_in_earnest(tmp_path)


def test_a_demo_that_was_tried_there_first_is_not_come_back_to(tmp_path):
    instance.settle_mode(tmp_path, own=False)
    instance.refuse_in_earnest(tmp_path)
    instance.mark_as_earnest(tmp_path)
    assert not instance.is_demo(tmp_path)
