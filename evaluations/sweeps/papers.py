"""What the clock does with papers: makes the PDFs for which no worker was woken, or whose worker died."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.waking import wake
from evaluations.models import Certificate, Letter, PlacementLetter
from evaluations.services.certificates_moves import FILE_TASK
from evaluations.services.letters_files import LETTER_TASK
from evaluations.services.placement_letters import PLACEMENT_LETTER_TASK

MISSED_AFTER = timedelta(seconds=60)
AT_ONCE = 200  # papers a sweep wakes for; the next one takes the rest


@shared_task(name="evaluations.sweep_papers")
def sweep_papers() -> int:
    """Wake a worker for each paper that waits too long. Returns how many."""
    before = clock.now() - MISSED_AFTER
    certificates = Certificate.objects.live().without_file().filter(issued_at__lt=before).order_by("pk")
    letters = Letter.objects.without_file().filter(signed_at__lt=before).order_by("pk")
    missed = [(FILE_TASK, pk) for pk in certificates.values_list("pk", flat=True)[:AT_ONCE]]
    missed += [(LETTER_TASK, pk) for pk in letters.values_list("pk", flat=True)[:AT_ONCE]]
    of_placement = PlacementLetter.objects.without_file().filter(issued_at__lt=before).order_by("pk")
    missed += [(PLACEMENT_LETTER_TASK, pk) for pk in of_placement.values_list("pk", flat=True)[:AT_ONCE]]
    for task, pk in missed:
        wake(task, pk)
    return len(missed)
