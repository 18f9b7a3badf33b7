"""Two rows that need more than the database: a mail server, and the memory of processes; and what keeps the memory small."""

import os
import ssl
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.mail import get_connection
from django.test import override_settings

from config import env
from config.bench.filling.sizes import sizes
from config.bench.filling.world import fill
from config.bench.rows import mail, memory
from core import clock
from notifications.models import Notification


@pytest.mark.slow
@pytest.mark.django_db
def test_the_same_mails_leave_over_one_connection_or_many_and_wait_again():
    world = fill(sizes(0.0001), now=clock.now())
    waiting, believed = Notification.objects.due(clock.now()).count(), os.environ.get(mail.TRUSTED)
    mail.over_one_connection(world)
    door = world.kept["mail"]
    once = set(door.box.arrived)
    mail.a_connection_each(world)
    assert (len(once), set(door.box.arrived), set(door.box.arrived.values())) == (mail.BATCH, once, {2})
    assert Notification.objects.due(clock.now()).count() == waiting
    assert os.environ.get(mail.TRUSTED) == believed
    with override_settings(**env.mail(door.url)), pytest.raises(ssl.SSLCertVerificationError):
        get_connection().open()  # outside, nobody believes this server


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_memory_of_processes_is_summed_over_all_that_they_started():
    asleep = "import time; held = bytearray(40_000_000); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {asleep!r}])"
    with subprocess.Popen([sys.executable, "-c", parent]) as started:
        try:
            while sum(map(memory.taken, memory.family(started.pid))) < 40:
                assert started.poll() is None
            assert len(memory.family(started.pid)) == 2
        finally:
            for pid in memory.family(started.pid):
                os.kill(pid, 9)
    assert memory.taken(started.pid) == 0


@pytest.mark.parametrize(
    ("module", "unknown"),
    [
        ("config.running", ("django", "celery", "core")),
        ("config.clockwork", ("placements.models", "accounts.models", "config.celery", "config.urls")),
    ],
)
def test_what_only_starts_or_wakes_others_loads_no_app(module, unknown):
    assert said(f"import sys, {module}; print([name for name in {unknown!r} if name in sys.modules])") == "[]"


def test_a_process_that_knows_every_page_holds_no_code_for_papers():
    heavy = ("weasyprint", "pyhanko", "ortools", "pandas")
    know = "import sys, django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
    assert said(f"{know}print([name for name in {heavy!r} if name in sys.modules])") == "[]"


def said(program):
    """What a Python of its own prints."""
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, env=told, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
