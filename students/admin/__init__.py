"""Admin of this app, one noun a file."""

from students.admin import records, students, waivers

__all__ = ["records", "students", "waivers"]
