"""Admin of this app, one noun a file."""

from accounts.admin import chores, doors, files, jobs, links, users

__all__ = ["chores", "doors", "files", "jobs", "links", "users"]
