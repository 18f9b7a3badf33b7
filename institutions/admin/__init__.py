"""Admin of this app, one noun a file."""

from institutions.admin import agreements, imports, organisations, people, recordings, register, requirements

__all__ = ["agreements", "imports", "organisations", "people", "recordings", "register", "requirements"]
