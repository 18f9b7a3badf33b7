"""Admin of this app, one noun a file."""

from accounts.admin import files, jobs, links, users

__all__ = ["files", "jobs", "links", "users"]
