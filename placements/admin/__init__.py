"""Admin of this app, one noun a file."""

from placements.admin import (
    applications,
    calls,
    careers,
    catalogue,
    checklists,
    name_lists,
    nudges,
    placements,
    programmes,
    questions,
    searches,
    selection,
    slots,
    threads,
    training,
)

__all__ = [
    "applications",
    "calls",
    "careers",
    "catalogue",
    "checklists",
    "name_lists",
    "nudges",
    "placements",
    "programmes",
    "questions",
    "searches",
    "selection",
    "slots",
    "threads",
    "training",
]
