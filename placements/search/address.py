"""What is worth keeping of a search's address: its conditions, always in one order, so that one search is one text."""

from django.http import QueryDict

from placements.search.facets import FACETS
from placements.search.form import SearchForm

NAMES = (*SearchForm.base_fields, *(facet.name for facet in FACETS))
PAGING = ("after", "before")


def tidy(query: str) -> str:
    """The conditions and the order, without the page and without what was left open."""
    asked = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in NAMES:
        values = sorted({value.strip() for value in asked.getlist(name)} - {""})
        if values:
            kept.setlist(name, values)
    if "city" not in kept:
        kept.pop("within", None)  # so far from nowhere
    return kept.urlencode()
