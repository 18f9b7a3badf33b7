"""Shared tools without tables. Knows no app, and no app's words."""
