"""Waking a worker by a task's name. What must not be lost is a row that a sweep finds again: with the broker away nothing is."""

import structlog
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def wake(task: str, *args: int) -> None:
    """Ask a worker to run `task` soon. Call after the commit, or the worker looks for a row that is not there yet."""
    if not settings.WAKE_WORKERS:
        return
    try:
        current_app.send_task(task, args=args, retry=False)
    except OperationalError:
        log.warning("broker_away", task=task, args=args)
