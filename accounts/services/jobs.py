"""Long work that a person ordered: steps done one by one, each with its progress in one transaction.

A killed worker loses the step it was at and nothing else; two workers at one job take turns and never do a step twice.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Job
from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.waking import wake

log = structlog.get_logger(__name__)

# What one step does: for this item, in this person's name, at this time. Safe to repeat; a Refusal is noted and the next step begins.
Step = Callable[[Any, Actor, datetime], None]
Finish = Callable[[Job, datetime], None]
SLICE = 4 * 60.0  # seconds; well below the time limit of a task. A longer job wakes itself again.


def order_job(*, kind: str, title: str, steps: Sequence[Any], path: str, by: Actor, now: datetime) -> Job:
    """Begin a job of `steps` (JSON values); the task named `kind` is woken after the commit. `path` is where its result is seen."""
    job = Job.objects.create(
        kind=kind,
        title=title[:200],
        params={"steps": list(steps), "path": path},
        total=len(steps),
        ordered_by_id=by.user_id,
        membership_id=by.membership_id,
        created_at=now,
    )
    transaction.on_commit(partial(wake, kind, job.pk))
    return job


def run_job(job_id: int, step: Step, finish: Finish) -> None:
    """Do what is left of a job, then `finish` it, in the transaction that marks it done. For the task of its kind."""
    until = time.monotonic() + SLICE
    while (job := _advance(job_id, step, finish)) is not None and not job.is_over:
        if time.monotonic() > until:
            wake(job.kind, job.pk)
            return


@transaction.atomic
def _advance(job_id: int, step: Step, finish: Finish) -> Job | None:
    """One step, or the end. None when the job is over, or another worker is at it."""
    rows = Job.objects.unfinished().select_for_update(skip_locked=True, of=("self",))
    job = (
        rows.select_related("ordered_by", "membership__user", "membership__institute", "membership__partner")
        .filter(pk=job_id)
        .first()
    )
    if job is None:
        return None
    now = clock.now()
    if job.done < job.total:
        with translation.override(job.ordered_by.language):
            problem = _try(job, step, now)
        job.problems += [problem] if problem else []
        job.done += 1
    job.state, job.beat_at = Job.State.RUNNING, now
    if job.done >= job.total:
        job.state, job.ended_at = Job.State.DONE, now
        finish(job, now)
    job.save(update_fields=["state", "done", "problems", "beat_at", "ended_at"])
    return job


def _try(job: Job, step: Step, now: datetime) -> str | None:
    """Do the next step. Returns what stood against it, in words."""
    try:
        with transaction.atomic():
            step(job.params["steps"][job.done], job.membership.as_actor(), now)
    except Refusal as refusal:
        return str(refusal)
    except (OperationalError, InterfaceError):
        raise  # the database, not the step: the sweep begins again where it stood
    except Exception:
        log.exception("job_step_failed", job=job.pk, step=job.done)
        return _("Step %(number)d could not be done. The fault is ours and was noted.") % {"number": job.done + 1}
    return None


def wake_stale_jobs(*, now: datetime) -> int:
    """Wake a worker for every job that no worker is at. Returns how many."""
    stale = list(Job.objects.stale(now).values_list("kind", "pk"))
    for kind, pk in stale:
        wake(kind, pk)
    return len(stale)
