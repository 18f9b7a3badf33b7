"""Production's settings: what it refuses to start without, what it grants whoever looks after it, and how long it holds browsers."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config import keys
from config.settings import base
from config.storage import StaticStorage
from tests.production import production, run, says


def check_deploy(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run("python", "-m", "django", "check", "--deploy", "--fail-level", "WARNING", **environment)


def test_production_settings_pass_djangos_deployment_check(tmp_path):
    done = check_deploy(production(tmp_path))
    assert done.returncode == 0, done.stderr


def test_production_names_everything_that_is_missing_at_once():
    done = check_deploy({"DJANGO_SETTINGS_MODULE": "config.settings.production"})
    assert done.returncode == 1
    named = {line.split(":")[0].strip() for line in done.stderr.splitlines() if line.startswith("  ")}
    assert named == production(Path("/data")).keys() - {"DJANGO_SETTINGS_MODULE", "WARDBRIDGE_DATA"}
    assert "WARDBRIDGE_SECRET_KEY: 64 random characters" in done.stderr


@pytest.mark.parametrize(
    "name", sorted(production(Path("/data")).keys() - {"DJANGO_SETTINGS_MODULE", "WARDBRIDGE_DATA"})
)
def test_production_does_not_start_without(tmp_path, name):
    done = check_deploy(production(tmp_path, **{name: ""}))
    assert done.returncode != 0
    assert f"  {name}: " in done.stderr


@pytest.mark.parametrize("command", ["doctor", "check"])
def test_what_is_missing_is_said_in_words_and_nothing_besides(command):
    done = run("python", "manage.py", command, DJANGO_SETTINGS_MODULE="config.settings.production")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The portal cannot start in production. Set:\n  DATABASE_URL: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARDBRIDGE_SECRET_KEY", "short"),
        ("WARDBRIDGE_LINK_KEY", "a" * 31),
        ("WARDBRIDGE_FERNET_KEYS", "a" * 64),  # what suits the others
        ("WARDBRIDGE_FERNET_KEYS", "dGVzdHMgYWxvbmUsIHRoaXJ0eS10d28gYnl0ZXMgISE=,newer"),
        ("WARDBRIDGE_FERNET_KEYS", "dGVzdHMgYWxvbmUsIHRoaXJ0eS10d28gYnl0ZXMgISü="),
    ],
)
def test_a_key_that_would_fail_on_the_first_day_is_refused_at_the_start(tmp_path, name, value):
    done = run("python", "manage.py", "check", **production(tmp_path, **{name: value}))
    assert done.returncode == 1
    wanted = [line for line in done.stderr.splitlines() if line.startswith("  ")]
    assert [line.split(":")[0].strip() for line in wanted] == [name]
    assert wanted[0].endswith("What is set does not do.")


def test_keys_of_openssl_do(tmp_path):
    two = f"{keys.fresh()}, {keys.fresh()}"
    changes = {"WARDBRIDGE_SECRET_KEY": "0123456789abcdef" * 4, "WARDBRIDGE_FERNET_KEYS": two}
    assert check_deploy(production(tmp_path, **changes)).returncode == 0


def test_a_number_that_is_none_is_said_in_words(tmp_path):
    done = run("python", "manage.py", "check", **production(tmp_path, WARDBRIDGE_PROXIES="one"))
    assert (done.returncode, done.stderr) == (1, "WARDBRIDGE_PROXIES is a whole number, not “one”.\n")


def test_production_cookies_belong_to_the_host_alone(tmp_path):
    script = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LOCAL, s.CLOCK_SHIFT)"
    told = says(script, production(tmp_path, WARDBRIDGE_CLOCK_SHIFT="86400"))
    assert told == ["__Host-session", "__Host-csrf", "False", "0:00:00"]


ASKED = """
import django; django.setup()
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import Client, RequestFactory
for host in ("127.0.0.1:8000", "localhost", "portal.example.org"):
    print(Client().get("/healthz", headers={"host": host}).status_code)
for path in ("/metrics", "/readyz", "/"):
    request = RequestFactory().get(path, headers={"host": "127.0.0.1"})
    print(SecurityMiddleware(lambda request: HttpResponse())(request).status_code)
"""


def test_what_looks_after_the_portal_asks_by_the_machines_own_address(tmp_path):
    (tmp_path / "static").mkdir()
    assert says(ASKED, production(tmp_path)) == ["200"] * 5 + ["301"]


HELD = "from django.conf import settings as s; print(s.SECURE_HSTS_SECONDS > 0, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"


@pytest.mark.parametrize(
    ("set_to", "held"),
    [
        ({}, ["True", "False", "False"]),
        ({"WARDBRIDGE_HSTS_SUBDOMAINS": "true"}, ["True", "True", "False"]),
        ({"WARDBRIDGE_HSTS_PRELOAD": "true"}, ["True", "True", "True"]),
        ({"WARDBRIDGE_HSTS_PRELOAD": "true", "WARDBRIDGE_SITE_URL": "http://portal.lan"}, ["False", "False", "False"]),
    ],
)
def test_browsers_are_held_to_tls_on_other_hosts_only_when_the_operator_says_so(tmp_path, set_to, held):
    assert says(HELD, production(tmp_path, **set_to)) == held


LIMITS = "from django.conf import settings as s; print(s.DATABASES['default']['OPTIONS']['options'])"


@pytest.mark.parametrize(("set_to", "page"), [("", "8000"), ("15000", "15000")])
def test_only_pages_are_cut_off_and_never_without_a_limit(tmp_path, set_to, page):
    environment = production(tmp_path, WARDBRIDGE_STATEMENT_TIMEOUT=set_to)
    (tmp_path / "static").mkdir()
    assert "statement_timeout=0" in says(LIMITS, environment)
    assert f"statement_timeout={page}" in says(f"import config.wsgi; {LIMITS}", environment)


def test_no_plan_is_compiled_whatever_the_server_thinks_of_it(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_what_one_account_collects_another_may_serve(tmp_path):
    """The settings for what people send, which nobody else reads, hold for collected files too unless these say otherwise."""
    options = base.STORAGES["staticfiles"]["OPTIONS"]
    storage = StaticStorage(location=tmp_path, base_url="/static/", **options)
    with (settings.BASE_DIR / "static" / "img" / "icons.svg").open("rb") as file:
        storage.save("deep/er/icons.svg", file)
    modes = {path.relative_to(tmp_path).as_posix(): oct(path.stat().st_mode & 0o777) for path in tmp_path.rglob("*")}
    assert modes == {"deep": "0o755", "deep/er": "0o755", "deep/er/icons.svg": "0o644"}
