"""Celery tasks that act, called by the clock and imported by nobody."""

from datetime import timedelta

from celery import shared_task

from accounts.models import StoredFile
from accounts.services import pages
from accounts.services.jobs import wake_stale_jobs
from accounts.services.uploads import forget_old_uploads
from core import clock
from core.waking import wake

MISSED_AFTER = timedelta(seconds=60)
AT_ONCE = 100  # documents a sweep wakes for; the next one takes the rest


@shared_task(name="accounts.sweep_jobs")
def sweep_jobs() -> int:
    """Begin again the jobs whose worker died or was never woken."""
    return wake_stale_jobs(now=clock.now())


@shared_task(name=pages.PAGES_TASK)
def draw_pages(file_id: int) -> None:
    """Draw the pages of one document, woken when it was stored."""
    pages.draw_pages(file_id=file_id)


@shared_task(name="accounts.sweep_pages")
def sweep_pages() -> int:
    """Wake a worker for each of the documents beside which somebody sits, and whose pages were not drawn in time. Returns how many."""
    before = clock.now() - MISSED_AFTER
    missed = StoredFile.objects.filter(kind="record", pages=None, media_type=pages.PDF, created_at__lt=before)
    ids = list(missed.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    for pk in ids:
        wake(pages.PAGES_TASK, pk)
    return len(ids)


@shared_task(name="accounts.sweep_uploads")
def sweep_uploads() -> int:
    """Remove files whose pieces stopped coming."""
    return forget_old_uploads(now=clock.now())
