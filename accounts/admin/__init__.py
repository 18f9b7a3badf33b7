"""Admin of this app, one noun a file."""

from accounts.admin import chores, files, jobs, links, users

__all__ = ["chores", "files", "jobs", "links", "users"]
