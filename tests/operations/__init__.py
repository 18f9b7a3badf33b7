"""The operations page and the acts of a bad day."""
