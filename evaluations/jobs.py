"""Papers that workers make: a cohort's certificates, step by step, and the sealed PDF of one paper. Woken by name after a commit."""

from datetime import datetime

from celery import shared_task

from accounts.models import Job
from accounts.services.jobs import run_job
from core import clock
from evaluations.notices.papers import cohort_done, replacing_done
from evaluations.services.certificates_cohorts import COHORT_TASK, issue_one
from evaluations.services.certificates_files import file_certificate
from evaluations.services.certificates_moves import FILE_TASK
from evaluations.services.certificates_replacing import REPLACE_TASK, replace_one
from evaluations.services.letters_files import LETTER_TASK, release_letter
from evaluations.services.placement_letters import PLACEMENT_LETTER_TASK, file_placement_letter
from notifications.services.posting import notify


@shared_task(name=COHORT_TASK)
def issue_cohort(job_id: int) -> None:
    """Issue what is left of a cohort's certificates."""
    run_job(job_id, issue_one, _tell_orderer)


@shared_task(name=REPLACE_TASK)
def replace_certificates(job_id: int) -> None:
    """Replace what is left of a lot of certificates."""
    run_job(job_id, replace_one, _tell_orderer_of_replacing)


@shared_task(name=FILE_TASK)
def make_certificate_file(certificate_id: int) -> None:
    """Make the PDF of one certificate, if nobody has."""
    file_certificate(certificate_id=certificate_id, now=clock.now())


@shared_task(name=LETTER_TASK)
def make_letter_file(letter_id: int) -> None:
    """Make the PDF of one signed letter and release it, if nobody has."""
    release_letter(letter_id=letter_id, now=clock.now())


@shared_task(name=PLACEMENT_LETTER_TASK)
def make_placement_letter_file(letter_id: int) -> None:
    """Make the PDF of one letter of placement, if nobody has."""
    file_placement_letter(letter_id=letter_id, now=clock.now())


def _tell_orderer(job: Job, now: datetime) -> None:
    notify(cohort_done, job, now=now)


def _tell_orderer_of_replacing(job: Job, now: datetime) -> None:
    notify(replacing_done, job, now=now)
