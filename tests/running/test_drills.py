"""Drills: one is run, small; and a drill can fail."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config import env
from config.drills.frame import Drill, Stuck
from config.management.commands import drill as command

PATIENCE = 300  # seconds; a limit against hanging, not a measure


@pytest.mark.slow
def test_a_worker_killed_between_sending_and_marking_sends_at_most_one_copy_more():
    """The whole command, on an instance of its own, as an operator runs it."""
    ours = (env.PREFIX, *env.HOSTS_OWN, "DJANGO_", "PYTEST_")
    told = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        [sys.executable, "manage.py", "drill", "--small", "marking"],
        cwd=settings.BASE_DIR,
        env=told,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert (lines[-1], [line for line in lines if line.startswith("NOT ")]) == ("Passed.", [])
    assert "ok   mails delivered: 10 of 10 (wanted: all)" in lines


@pytest.fixture
def said(capsys):
    """What a made-up drill prints, and whether it passed."""

    def run(act):
        module = type("module", (), {"run": staticmethod(act), "__doc__": "Something is broken."})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command, "import_module", lambda _name: module)
            passed = command.Command()._run("made_up", small=True)
        return passed, capsys.readouterr().out.splitlines()[1:]

    return run


def test_a_drill_passes_when_every_figure_holds_and_it_has_one(said):
    def well(drill: Drill) -> None:
        drill.figure("lost", 0, "0", held=True)

    def badly(drill: Drill) -> None:
        well(drill)
        drill.figure("twice", 2, "0", held=False)

    assert said(well) == (True, ["ok   lost: 0 (wanted: 0)", "Passed."])
    assert said(badly) == (False, ["ok   lost: 0 (wanted: 0)", "NOT  twice: 2 (wanted: 0)", "Not passed."])
    assert said(lambda _drill: None) == (False, ["Not passed."])


def test_what_was_waited_for_in_vain_is_named_and_everything_is_ended(said):
    ended = []

    def stuck(drill: Drill) -> None:
        drill.at_the_end(lambda: ended.append("first"))
        drill.at_the_end(lambda: ended.append("last"))
        raise Stuck("waited 5 seconds in vain for a mail")

    assert said(stuck) == (
        False,
        ["NOT  the end: waited 5 seconds in vain for a mail (wanted: reached)", "Not passed."],
    )
    assert ended == ["last", "first"]


def test_a_time_is_judged_unless_the_drill_is_small():
    figures = []
    for small in (True, False):
        with Drill(small=small, tell=print) as drill:
            drill.took("back", 6.0, 5)
        figures += drill.figures
    assert [(one.found, one.wanted, one.held) for one in figures] == [
        ("6.0 s", "within 5 s", True),
        ("6.0 s", "within 5 s", False),
    ]


def test_each_drill_says_in_one_line_what_it_does_and_none_runs_where_people_are():
    names = command.all_names()
    assert [name for name in names if len(command.said(name)) < 20] == []
    assert set(names) >= {"backup", "broker", "certificates", "clocks", "disk", "fleet", "mail", "marking", "network"}
    with pytest.raises(CommandError, match="There is no drill flood"):
        call_command("drill", "flood")
    with pytest.raises(CommandError, match="instance of its own"):
        call_command("drill", "marking")
