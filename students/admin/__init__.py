"""Admin of this app, one noun a file."""

from students.admin import records, students

__all__ = ["records", "students"]
