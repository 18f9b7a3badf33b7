"""Celery tasks that act, called by the clock and imported by nobody."""

from celery import shared_task

from core import clock
from notifications import delivery, reminders


@shared_task(name="notifications.sweep_outbox")
def sweep_outbox() -> int:
    """Send mail that a worker was not woken for."""
    return delivery.deliver_due(now=clock.now())


@shared_task(name="notifications.sweep_reminders")
def sweep_reminders() -> int:
    """Write the reminders that are due."""
    return reminders.remind(now=clock.now())
