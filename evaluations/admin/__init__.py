"""The administrator's window, one noun a file."""

from evaluations.admin import evaluations, instruments, papers

__all__ = ["evaluations", "instruments", "papers"]
