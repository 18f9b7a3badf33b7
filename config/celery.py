"""The Celery app. It wakes and sweeps; what must not be lost is a row in a table."""

import gc
import os

from celery import Celery
from celery.signals import setup_logging, worker_before_create_process, worker_init, worker_process_init
from django.urls import get_resolver

from config import tether

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("wardbridge")
app.config_from_object("django.conf:settings", namespace="CELERY")
for module in ("tasks", "sweeps", "jobs"):
    app.autodiscover_tasks(related_name=module)


@setup_logging.connect
def _log_as_django_does(**_kwargs: object) -> None:
    """Django has set the log up already; connecting here keeps Celery from doing it again its own way."""


@worker_init.connect
def _know_every_address(**_kwargs: object) -> None:
    """Before the first task. Else its first message, which names an address, imports every page in the middle of a transaction: rows
    stay locked for seconds, on a busy machine for a minute.
    """
    get_resolver().url_patterns  # noqa: B018  (asking for them imports them)


@worker_before_create_process.connect
def _share_memory(**_kwargs: object) -> None:
    """What the worker has loaded stays one copy for it and its children: a child that looked through all of it for garbage would write
    into every page, and have a copy of its own.
    """
    gc.collect()
    gc.freeze()


@worker_process_init.connect
def _die_with_the_worker(**_kwargs: object) -> None:
    """A child of the pool does not outlive its worker."""
    tether.tie_if_asked()
