"""Papers that workers make: a student's CV. Woken by name after a commit."""

from celery import shared_task

from core import clock
from students.services.cv import CV_TASK, file_cv


@shared_task(name=CV_TASK)
def make_cv(student_id: int) -> None:
    """Make the CV that was ordered, if nobody has."""
    file_cv(student_id=student_id, now=clock.now())
