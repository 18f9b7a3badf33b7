"""Long lists: looked through or brought in by a worker. Woken by name after a commit."""

from datetime import datetime

from celery import shared_task

from accounts.models import Job
from accounts.services.jobs import run_job
from institutions.notices.imports import list_worked_on
from institutions.services.imports import TASK, end_job, run_step
from notifications.services.posting import notify


@shared_task(name=TASK)
def run_import(job_id: int) -> None:
    """Do what was ordered of a list."""
    run_job(job_id, run_step, _end)


def _end(job: Job, now: datetime) -> None:
    kept = end_job(job=job)
    if kept is not None:
        notify(list_worked_on, kept, job, now=now)
