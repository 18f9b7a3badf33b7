"""The search itself, without its page."""

from typing import Any

from django.contrib.postgres.search import SearchQuery

from config.bench.figures import Figure
from config.bench.filling.world import World
from config.bench.words import SEARCHED
from core.paging import stretch
from placements.models import Slot

WORDS = SearchQuery(SEARCHED, config="portal", search_type="websearch")


def search(_world: World) -> list[Slot]:
    """The first page of what holds both words, chosen by their keys as the page of the search does it."""
    found: Any = Slot.objects.filter(state="published").matching(WORDS).ranked(WORDS)
    return list(stretch(found.order_by("-rank", "apply_by", "pk"), 0, 25))


FIGURES = (Figure("Work", "The search’s own query", search, "icontains", 0.02, queries=1, grows=True),)
