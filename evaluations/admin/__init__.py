"""The administrator's window, one noun a file."""

from evaluations.admin import evaluations, instruments

__all__ = ["evaluations", "instruments"]
