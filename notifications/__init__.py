"""Telling people. One table is outbox and inbox; channels; mail choices; delivery; the reminder engine. Knows no lifecycle."""
