"""What the clock does with students' sentences about sites: brings them to their office when the term is past."""

from celery import shared_task

from core import clock
from evaluations.services.site_words import gather_words


@shared_task(name="evaluations.sweep_site_words")
def sweep_site_words() -> int:
    """Take over what can be read by now; returns how many."""
    return gather_words(now=clock.now())
