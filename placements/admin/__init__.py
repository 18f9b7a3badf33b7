"""Admin of this app, one noun a file."""

from placements.admin import applications, catalogue, placements, slots, training

__all__ = ["applications", "catalogue", "placements", "slots", "training"]
