"""Set-up without the set-up: what can be asked of its pieces one by one. tests/test_up.py walks the whole way."""

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from config import bootstrap, env, instance, keys, machine

EVERYBODY = "0.0.0.0"  # noqa: S104  (only its name is used)
LOCK = Path(settings.BASE_DIR) / "config" / "requirements-dev.lock"


def test_environment_fits_its_own_lock():
    assert bootstrap.fits(LOCK)


def test_environment_with_another_version_does_not_fit(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("django==0.1 \\\n    --hash=sha256:00\n")
    assert not bootstrap.fits(lock)


def test_a_package_for_another_platform_may_be_missing(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("not-a-package==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n")
    assert bootstrap.fits(lock)
    lock.write_text("not-a-package==1.0 \\\n    --hash=sha256:00\n")
    assert not bootstrap.fits(lock)


@pytest.mark.parametrize(
    ("stamped", "python", "emptied"),
    [(True, sys.executable, False), (False, sys.executable, True), (True, "/gone/python3", True)],
)
def test_an_environment_is_never_emptied_under_those_who_run_in_it(tmp_path, monkeypatch, stamped, python, emptied):
    steps: list[list[str]] = []
    small = LOCK.with_name("requirements.lock")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pip").touch()
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", Path(python))
    monkeypatch.setattr(bootstrap, "run", steps.append)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)
    if stamped:
        (tmp_path / ".requirements").write_text("made by an earlier command")
    bootstrap.make(LOCK)
    assert any("--clear" in step for step in steps) is emptied
    assert (tmp_path / ".requirements-dev").exists()
    bootstrap.make(small)
    assert not (tmp_path / ".requirements-dev").exists()


def test_an_environment_whose_making_was_interrupted_is_made_anew(tmp_path, monkeypatch):
    def interrupted(_step: list[str]) -> None:
        raise KeyboardInterrupt

    (tmp_path / ".requirements").write_text("made by an earlier command")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.make(LOCK)
    assert not list(tmp_path.glob(".requirements*"))


def test_bootstrap_needs_nothing_but_python():
    """The modules that run before there is an environment import in a Python that sees no package at all."""
    script = "import config.bootstrap, config.debian, config.env, config.machine, config.keeper, config.tether"
    done = subprocess.run(
        [sys.executable, "-S", "-c", script], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_a_failing_step_ends_with_what_it_said():
    with pytest.raises(SystemExit, match=r"This step failed: (?s:.*)no index here"):
        bootstrap.run([sys.executable, "-c", "import sys; sys.exit('no index here')"])


def test_keys_are_made_once_and_read_by_their_owner_alone(tmp_path):
    folder = tmp_path / "keys"
    keys.make(folder)
    first = {name: keys.read(folder, name) for name in keys.NAMES}
    keys.make(folder)
    assert {name: keys.read(folder, name) for name in keys.NAMES} == first
    assert len(set(first.values())) == len(keys.NAMES)
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in keys.NAMES} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_demo_never_turns_into_somebodys_own_portal(tmp_path):
    instance.settle_mode(tmp_path, own=False)
    with pytest.raises(machine.SetUpError, match="holds the demo"):
        instance.settle_mode(tmp_path, own=True)
    assert instance.is_demo(tmp_path)


def test_somebodys_own_portal_stays_it_without_being_asked_again(tmp_path):
    instance.settle_mode(tmp_path, own=True)
    instance.settle_mode(tmp_path, own=False)
    assert not instance.is_demo(tmp_path)


@pytest.fixture
def environment(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith(env.PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("WARDBRIDGE_DATA", str(tmp_path))
    monkeypatch.setattr(machine, "SYSTEM_STATE", tmp_path / "system")
    for name in ("SITE_URL", "CLOCK_SHIFT"):  # so that monkeypatch takes away what is set meanwhile
        monkeypatch.setenv(env.variable(name), "")
    return monkeypatch


def test_today_shifts_the_clock_by_whole_days(environment):
    environment.setenv("WARDBRIDGE_TIME_ZONE", "UTC")
    instance.prepare(["manage.py", "up", "--today", (datetime.now(UTC).date() + timedelta(days=30)).isoformat()])
    assert env.clock_shift() == timedelta(days=30)


def test_the_address_is_localhost_even_when_everybody_is_listened_to(environment):
    instance.prepare(["manage.py", "up", "--host", EVERYBODY, "--port", "8123"])
    assert env.text("SITE_URL") == "http://localhost:8123"


def test_every_command_takes_the_data_option(environment, tmp_path):
    rest = instance.take_data_option(["manage.py", "seed_demo", "--data", str(tmp_path / "second"), "--students", "5"])
    assert rest == ["manage.py", "seed_demo", "--students", "5"]
    assert env.data_dir() == tmp_path / "second"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "smtp://a%40b:w@host",
            {
                "EMAIL_HOST": "host",
                "EMAIL_PORT": 587,
                "EMAIL_USE_TLS": True,
                "EMAIL_USE_SSL": False,
                "EMAIL_HOST_USER": "a@b",
            },
        ),
        ("smtps://host", {"EMAIL_PORT": 465, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True}),
        ("smtp+plain://localhost:1025", {"EMAIL_PORT": 1025, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}),
        (
            "anymail+postmark://?server_token=x",
            {"EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend", "ANYMAIL": {"POSTMARK_SERVER_TOKEN": "x"}},
        ),
    ],
)
def test_mail_address_becomes_djangos_settings(url, expected):
    found = env.mail(url)
    assert {name: found[name] for name in expected} == expected


def test_mail_address_of_another_kind_is_refused_in_words():
    with pytest.raises(ValueError, match="begins with smtp://"):
        env.mail("pop3://host")


def test_socket_paths_stay_short_enough_for_the_kernel(environment, tmp_path):
    environment.setenv("WARDBRIDGE_DATA", str(tmp_path / ("long" * 30)))
    assert len(str(machine.socket_dir("postgres"))) <= machine.SOCKET_PATH_LIMIT


def test_a_socket_folder_that_a_stranger_made_is_refused(environment, tmp_path):
    place = machine.socket_dir("postgres")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(tmp_path)
    try:
        with pytest.raises(machine.SetUpError, match="is not ours"):
            machine.make_socket_dir("postgres")
    finally:
        place.unlink()
