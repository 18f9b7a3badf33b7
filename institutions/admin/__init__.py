"""Admin of this app, one noun a file."""

from institutions.admin import agreements, organisations, people, recordings, register, requirements

__all__ = ["agreements", "organisations", "people", "recordings", "register", "requirements"]
