"""Celery tasks that act, called by the clock and imported by nobody."""

from celery import shared_task

from core import clock
from notifications import reminders, tasks
from notifications.services import digests


@shared_task(name="notifications.sweep_outbox")
def sweep_outbox() -> int:
    """Send mail and texts that a worker was not woken for."""
    return tasks.empty_outbox()


@shared_task(name="notifications.sweep_digests")
def sweep_digests() -> int:
    """Write the daily mails whose hour has come."""
    return digests.write_digests(now=clock.now())


@shared_task(name="notifications.sweep_reminders")
def sweep_reminders() -> int:
    """Write the reminders that are due."""
    return reminders.remind(now=clock.now())
