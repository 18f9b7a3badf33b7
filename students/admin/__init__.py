"""Admin of this app, one noun a file."""

from students.admin import students

__all__ = ["students"]
