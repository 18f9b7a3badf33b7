"""What the clock does for the search: tells what is new in saved searches, forgets words that no slot says any more."""

import structlog
from celery import shared_task
from django.db import connection
from django.utils import timezone

from core import clock
from core.actor import CLOCK
from placements.models import SavedSearch
from placements.services.searches import tell_what_is_new

log = structlog.get_logger(__name__)

MORNING = 7  # o'clock, before which nobody is told
AT_ONCE = 500  # searches; the next sweep takes the next ones

# A word that stands twice came from two slots that were written at one moment.
FORGET = """
WITH said AS MATERIALIZED (SELECT word FROM ts_stat('SELECT search FROM placements_slot'))
DELETE FROM placements_word word
 WHERE NOT EXISTS (SELECT 1 FROM said WHERE said.word = word.lexeme)
    OR EXISTS (SELECT 1 FROM placements_word other WHERE other.word = word.word AND other.id < word.id)
"""


@shared_task(name="placements.sweep_searches")
def sweep_searches() -> int:
    """Look the saved searches through that nobody has looked through today, each in a transaction of its own. Returns how many told."""
    now = clock.now()
    if timezone.localtime(now).hour < MORNING:
        return 0
    told = 0
    for pk in list(SavedSearch.objects.due(clock.day_of(now)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        try:
            told += tell_what_is_new(search_id=pk, by=CLOCK, now=now) > 0
        except SavedSearch.DoesNotExist:
            continue
        except Exception:  # one address that breaks silences no other
            log.exception("saved_search_failed", search=pk)
    return told


@shared_task(name="placements.sweep_words")
def sweep_words() -> int:
    """Delete words that no slot says, and repeats. Reads every slot's words once; returns how many went."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
        return int(cursor.rowcount)
