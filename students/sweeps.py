"""What the clock does with students: reminds of records that end, lets go of unsent drafts, wakes for CVs and sends codes."""

from datetime import date, datetime, timedelta

from celery import shared_task
from django.db.models import QuerySet

from accounts.models import User
from core import clock
from core.waking import wake
from notifications.reminders import Rule, declare
from students.models import Record, Student
from students.notices import records as notices
from students.services import codes as services
from students.services.cv import CV_TASK
from students.services.records_pruning import prune_drafts, warn_of_drafts

REMIND_AT = (60, 30, 7)  # days before the last day of a record
TELL_OFFICE_AT = 30
MISSED_AFTER = timedelta(seconds=60)  # a CV that no worker took
GIVEN_UP_AFTER = timedelta(days=1)
AT_ONCE = 200


@shared_task(name="students.sweep_cvs")
def sweep_cvs() -> int:
    """Wake a worker for each CV that waits too long. Returns how many."""
    now = clock.now()
    waiting = Student.objects.waiting_for_cv().filter(cv_ordered_at__range=(now - GIVEN_UP_AFTER, now - MISSED_AFTER))
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for pk in ids:
        wake(CV_TASK, pk)
    return len(ids)


@shared_task(name="students.sweep_drafts")
def sweep_drafts() -> int:
    """Tell whose drafts lie forgotten; remove those whose owners were told two weeks ago. Returns how many went."""
    now = clock.now()
    warn_of_drafts(now=now)
    return prune_drafts(now=now)


def _ending(now: datetime) -> QuerySet[Record]:
    """Verified records in their last sixty days, with nothing newer on its way."""
    return Record.objects.ending(clock.day_of(now), timedelta(days=REMIND_AT[0])).for_list()


def _ending_for_office(now: datetime) -> QuerySet[Record]:
    return Record.objects.ending(clock.day_of(now), timedelta(days=TELL_OFFICE_AT)).for_list()


def _step(record: Record, now: datetime) -> date:
    """The day of the latest reminder that is due: 60, 30 or 7 days before the last."""
    left = (record.until - clock.day_of(now)).days
    return record.until - timedelta(days=min(step for step in REMIND_AT if step >= left))


def _office_day(record: Record, _now: datetime) -> date:
    return record.until - timedelta(days=TELL_OFFICE_AT)


def _student(record: Record) -> list[User]:
    return [record.student.user]


declare(
    Rule(name="record.ending", about=_ending, due=_step, readers=_student, say=notices.ending_to_student),
    Rule(
        name="record.ending_office",
        about=_ending_for_office,
        due=_office_day,
        readers=notices.checkers,
        say=notices.ending_to_office,
    ),
)


@shared_task(name="students.send_code")
def send_code(request_id: int) -> None:
    """Send one code, if nobody has."""
    services.send_code(request_id=request_id, now=clock.now())


@shared_task(name="students.sweep_codes")
def sweep_codes() -> int:
    """Send what no worker was woken for, and forget what is over."""
    return services.send_waiting(now=clock.now())
