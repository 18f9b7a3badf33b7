"""Slots, applications and offers; placements, hours, objectives and feedback."""
