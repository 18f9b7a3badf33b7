"""Celery tasks that tell: they carry a row of the outbox to its channel."""

import time

import structlog
from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from core import clock
from notifications import delivery, texting

log = structlog.get_logger(__name__)

SPELL = 45.0  # seconds; the next sweep, a minute after this one, finds it done


@shared_task(name="notifications.deliver")
def deliver(notification_id: int) -> int:
    """Send one row, if nobody has. Returns how many left: one or none."""
    return int(delivery.deliver(notification_id, now=clock.now()))


@shared_task(name="notifications.deliver_due")
def deliver_due() -> int:
    """Send what waits."""
    return empty_outbox()


def empty_outbox() -> int:
    """Send what waits, batch after batch for a spell, and texts. Returns how many left; the next sweep goes on with the rest."""
    until, sent = time.monotonic() + SPELL, texting.send_due(now=clock.now())
    while batch := delivery.deliver_due(now=clock.now()):
        sent += batch
        if time.monotonic() > until:
            break
    return sent


def wake(notification_id: int) -> None:
    """Ask a worker to send soon. With the broker away nothing is lost: the sweep finds the row within a minute."""
    if not settings.WAKE_WORKERS:
        return
    try:
        deliver.apply_async((notification_id,), retry=False)
    except OperationalError:
        log.warning("broker_away", notification=notification_id)


def wake_sweep() -> None:
    """Ask a worker to send everything that waits: for messages posted by the hundred."""
    if not settings.WAKE_WORKERS:
        return
    try:
        deliver_due.apply_async(retry=False)
    except OperationalError:
        log.warning("broker_away")
