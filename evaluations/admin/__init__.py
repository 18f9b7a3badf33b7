"""The administrator's window, one noun a file."""

from evaluations.admin import evaluations, instruments, papers, site_words

__all__ = ["evaluations", "instruments", "papers", "site_words"]
