"""Drafts of records that were never sent: their owner is told, and two weeks later they go, with their document."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q

from notifications.services.posting import post
from students.models import Record
from students.notices.records import draft_goes
from students.services.records import forget_file
from students.services.records_moves import lock_record
from students.states import RecordState

WARN_AFTER = timedelta(days=60)  # without a touch
GONE_AFTER = timedelta(days=14)  # from the warning


@transaction.atomic
def warn_of_drafts(*, now: datetime) -> int:
    """Tell the owners of drafts that nobody has touched for sixty days, once; whoever goes on writing is told anew. How many."""
    untold = Q(warned_at=None) | Q(warned_at__lt=F("updated_at"))
    forgotten = Record.objects.forgotten(now - WARN_AFTER).filter(untold).for_list()
    drafts = list(forgotten.select_for_update(of=("self",), skip_locked=True))
    for draft in drafts:
        key = f"record.draft_goes:{draft.pk}:{draft.updated_at.isoformat()}"
        post(reader=draft.student.user, message=partial(draft_goes, draft, now + GONE_AFTER), dedupe_key=key, now=now)
    # Not by save(): the warning is no touch.
    Record.objects.filter(pk__in=[draft.pk for draft in drafts]).update(warned_at=now)
    return len(drafts)


def prune_drafts(*, now: datetime) -> int:
    """Remove the drafts whose owners were told two weeks ago and left them as they were; each in a transaction of its own. How many."""
    told = Record.objects.forgotten(now - WARN_AFTER).filter(
        warned_at__lte=now - GONE_AFTER, warned_at__gte=F("updated_at")
    )
    return sum(_prune(pk, now) for pk in list(told.values_list("pk", flat=True)))


@transaction.atomic
def _prune(record_id: int, now: datetime) -> bool:
    """Under the student's lock, so that a draft that is being sent or written on stays."""
    record = lock_record(record_id)
    touched = record.warned_at is None or record.updated_at > record.warned_at
    if record.state != RecordState.DRAFT or touched or record.warned_at > now - GONE_AFTER:
        return False
    file_id = record.file_id
    record.delete()
    forget_file(file_id)
    return True
