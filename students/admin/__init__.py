"""Admin of this app, one noun a file."""

from students.admin import codes, cv, goals, packages, records, students, waivers

__all__ = ["codes", "cv", "goals", "packages", "records", "students", "waivers"]
