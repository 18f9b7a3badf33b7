"""What the clock does with students' lists: forgets those that nobody confirmed."""

from datetime import timedelta

from celery import shared_task

from core import clock
from students.models import StudentImport
from students.services.imports import drop_import

KEPT = timedelta(days=7)


@shared_task(name="students.sweep_imports")
def sweep_imports() -> int:
    """Drop lists that were not confirmed within a week, with their files. Returns how many."""
    stale = list(
        StudentImport.objects.filter(added_at=None, created_at__lt=clock.now() - KEPT).values_list("pk", flat=True)
    )
    for pk in stale:
        drop_import(import_id=pk)
    return len(stale)
