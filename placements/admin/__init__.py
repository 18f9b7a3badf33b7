"""Admin of this app, one noun a file."""

from placements.admin import (
    applications,
    calls,
    catalogue,
    checklists,
    name_lists,
    placements,
    programmes,
    questions,
    slots,
    training,
)

__all__ = [
    "applications",
    "calls",
    "catalogue",
    "checklists",
    "name_lists",
    "placements",
    "programmes",
    "questions",
    "slots",
    "training",
]
