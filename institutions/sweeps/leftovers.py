"""What the clock tidies: looks that nobody ended, papers that no worker made, files that nobody came back for."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction

from core import clock
from core.waking import wake
from institutions.models import Import, PaperForm
from institutions.services.imports import forget, lock_import
from institutions.services.paper_forms import PAPER_TASK
from institutions.services.recordings import forget_scans
from institutions.services.viewing import end_views_over_time

MISSED_AFTER = timedelta(seconds=60)  # a paper form that no worker took
GIVEN_UP_AFTER = timedelta(days=1)
AT_ONCE = 200
LISTS_KEPT = timedelta(days=7)  # that nobody confirmed


@shared_task(name="institutions.sweep_views")
def sweep_views() -> int:
    """End looks through somebody's eyes whose time is over, and tell whose eyes they were. Returns how many."""
    return end_views_over_time(now=clock.now())


@shared_task(name="institutions.sweep_paper_forms")
def sweep_paper_forms() -> int:
    """Wake a worker for each paper form that waits too long. Returns how many."""
    now = clock.now()
    waiting = PaperForm.objects.without_file().filter(at__range=(now - GIVEN_UP_AFTER, now - MISSED_AFTER))
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for pk in ids:
        wake(PAPER_TASK, pk)
    return len(ids)


@shared_task(name="institutions.sweep_scans")
def sweep_scans() -> int:
    """Remove scans that were sent for a recording which was never made. Returns how many."""
    return forget_scans(now=clock.now())


@shared_task(name="institutions.sweep_imports")
def sweep_imports() -> int:
    """Forget lists that were not confirmed within a week, with their files. Returns how many."""
    stale = Import.objects.unconfirmed().filter(created_at__lt=clock.now() - LISTS_KEPT)
    ids = list(stale.values_list("pk", flat=True))
    for pk in ids:
        with transaction.atomic():
            forget(lock_import(pk))
    return len(ids)
