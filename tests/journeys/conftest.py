"""The floor of the journeys: a served portal with collected files, a mail server on a real socket, browsers with and without scripts."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.smtp_sink import HOST, Sink, listening

PATIENCE = 60_000.0  # ms; a limit against hanging on a busy machine, not a measure
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
COLLECTED = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that ship with the code, collected under hashed names as production serves them."""
    root = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=root, STORAGES=COLLECTED):
        call_command("collectstatic", interactive=False, verbosity=0)
    for path in root.rglob("*"):
        os.utime(path, (0, 0))  # browsers keep what is old, as production's headers tell them to
    return root


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[Sink]:
    """Mail goes over a socket to a server that keeps it."""
    with listening() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, sink.port
        yield sink


@pytest.fixture
def stage(
    live_server: LiveServer,
    settings: LazySettings,
    collected: Path,
    sink: Sink,
    new_context: Callable[..., BrowserContext],
    java_script: bool,
) -> Stage:
    """An empty portal, and a browser for whoever comes. `java_script` is the test's parameter."""
    settings.SITE_URL = live_server.url
    settings.STATIC_ROOT, settings.STORAGES = collected, COLLECTED
    expect.set_options(timeout=PATIENCE)

    def open_browser(name: str, email: str, *, on_a_phone: bool) -> Person:
        shape: dict[str, Any] = PHONE if on_a_phone else DESK
        context = new_context(base_url=live_server.url, java_script_enabled=java_script, accept_downloads=True, **shape)
        context.set_default_timeout(PATIENCE)
        return Person(context.new_page(), name=name, email=email, scripts=java_script)

    return Stage(settings=settings, sink=sink, open_browser=open_browser)
