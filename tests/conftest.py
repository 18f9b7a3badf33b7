"""The floor of every test: its PostgreSQL, its folders, its browser. The cast of people is in tests/factories."""

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from config import debian, env, servers
from tests.database import copied_database, empty_written_tables
from tests.logs import said_of_people
from tests.worker import worker  # noqa: F401  (a fixture, for whoever asks)

IN_CI = env.flag("CI") or os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_configure(config: pytest.Config) -> None:
    """Start the test PostgreSQL, once for all processes: the one that hands out the tests outlives those that run them."""
    # Playwright keeps an event loop in the thread of the test, and Django would take that for asynchronous code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if not hasattr(config, "workerinput"):
        servers.use_postgres(for_tests=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running."""
    if not hasattr(config, "workerinput"):
        servers.leave()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one real worker share its servers, so one process runs them; journeys go without a browser only outside CI.

    The slow begin, so that no process is left with one of them when the others have nothing more to do.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    missing = debian.browser() is None and not IN_CI
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "worker" in fixtures:
            item.add_marker(pytest.mark.xdist_group("worker"))
        if missing and "browser" in fixtures:
            item.add_marker(
                pytest.mark.skip(reason="no Chromium here: Debian's `chromium-headless-shell` package brings it")
            )


def pytest_collection_finish() -> None:
    """What was imported stays: the collector of garbage need not walk over it again and again."""
    gc.collect()
    gc.freeze()


if not env.text("DATABASE_URL"):  # on a server of somebody else's, pytest-django's own way is the right one

    @pytest.fixture(scope="session")
    def django_db_setup(
        django_test_environment: None, django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None
    ) -> Iterator[None]:
        """A copy of a migrated database, instead of migrating one."""
        with django_db_blocker.unblock(), copied_database(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(TransactionTestCase, "_fixture_teardown", empty_written_tables)
            yield


@pytest.fixture(autouse=True)
def _own_folders(settings: LazySettings, tmp_path: Path) -> None:
    """Files of one test are seen by no other."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.LOCAL_MAIL_DIR = tmp_path / "mail"


@pytest.fixture(autouse=True)
def _log_names_nobody(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test made the portal log, it says no name, address, number or token."""
    yield
    assert said_of_people([*caplog.get_records("setup"), *caplog.get_records("call")]) == []


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page that spoke Urdu leaves the next test its English."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _empty_cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sessions and rate limits of one test are not met by the next, and no window of a limit closes in the middle of one."""
    now = time.time()
    monkeypatch.setattr("core.limits.time", SimpleNamespace(time=lambda: now))
    yield
    cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, kept from talking to anybody but us."""
    return {
        **browser_type_launch_args,
        "executable_path": debian.browser(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Where and how people read the portal, unless a test says otherwise."""
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Asia/Karachi"}
