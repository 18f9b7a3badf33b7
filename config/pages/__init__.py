"""Pages that need several apps at once, or none."""
