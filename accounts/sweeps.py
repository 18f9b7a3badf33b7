"""Celery tasks that act, called by the clock and imported by nobody."""

from celery import shared_task

from accounts.services.jobs import wake_stale_jobs
from core import clock


@shared_task(name="accounts.sweep_jobs")
def sweep_jobs() -> int:
    """Begin again the jobs whose worker died or was never woken."""
    return wake_stale_jobs(now=clock.now())
