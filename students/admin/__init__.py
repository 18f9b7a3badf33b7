"""Admin of this app, one noun a file."""

from students.admin import cv, goals, records, students, waivers

__all__ = ["cv", "goals", "records", "students", "waivers"]
