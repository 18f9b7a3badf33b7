"""What the clock does with receipts: wakes a worker for a PDF that was missed."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.waking import wake
from placements.models import Receipt
from placements.services.receipts import RECEIPT_TASK

MISSED_AFTER = timedelta(minutes=2)
GIVEN_UP_AFTER = timedelta(days=7)
AT_ONCE = 50


@shared_task(name="placements.sweep_receipts")
def sweep_receipts() -> int:
    """Wake a worker for each receipt that waits too long for its PDF. Returns how many."""
    now = clock.now()
    waiting = Receipt.objects.without_file().filter(sent_at__range=(now - GIVEN_UP_AFTER, now - MISSED_AFTER))
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for pk in ids:
        wake(RECEIPT_TASK, pk)
    return len(ids)
