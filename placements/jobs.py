"""Long work: papers that workers make, grids that are pasted. Woken by name after a commit."""

from datetime import datetime

from celery import shared_task

from accounts.models import Job
from accounts.services.jobs import run_job
from notifications.services.posting import notify
from placements.notices.pasting import grid_worked_on
from placements.services.pasting import TASK, run_paste
from placements.services.receipts import RECEIPT_TASK, file_receipt


@shared_task(name=RECEIPT_TASK)
def make_receipt(receipt_id: int) -> None:
    """Make the PDF of one receipt, if nobody has."""
    file_receipt(receipt_id=receipt_id)


@shared_task(name=TASK)
def paste_grid(job_id: int) -> None:
    """Place and send the rows of a long grid."""
    run_job(job_id, run_paste, _tell_orderer)


def _tell_orderer(job: Job, now: datetime) -> None:
    notify(grid_worked_on, job, now=now)
