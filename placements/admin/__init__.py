"""Admin of this app, one noun a file."""

from placements.admin import applications, catalogue, checklists, name_lists, placements, slots, training

__all__ = ["applications", "catalogue", "checklists", "name_lists", "placements", "slots", "training"]
