"""What workers say of themselves: that they live, and what became of each task. Connected in every process that runs Celery."""

import time
from typing import Any

from celery.signals import heartbeat_sent, task_postrun, worker_ready

from config.operations.tallies import note_known, note_task, note_worker
from config.schedule import SCHEDULE

SENDING = {
    "notifications.deliver",
    "notifications.deliver_due",
    "notifications.sweep_outbox",
}  # each returns how much left
EVERY = 20.0  # seconds; Celery's own heart beats every two
_last = {"said": -EVERY}


@task_postrun.connect
def _count_task(sender: Any = None, state: str | None = None, retval: Any = None, **_kwargs: Any) -> None:
    name = str(getattr(sender, "name", ""))
    sent = retval if name in SENDING and isinstance(retval, int) else 0
    note_task(name, well=state == "SUCCESS", sent=sent)


@worker_ready.connect
def _expect_the_clock_table(**_kwargs: Any) -> None:
    note_known(row["task"] for row in SCHEDULE.values())


@heartbeat_sent.connect
def _count_worker(sender: Any = None, **_kwargs: Any) -> None:
    """Not at every beat: three messages a minute are enough to see that a worker is gone."""
    now = time.monotonic()
    if now - _last["said"] >= EVERY:
        _last["said"] = now
        note_worker(str(sender.eventer.hostname))
