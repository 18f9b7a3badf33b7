"""Admin of this app, one noun a file."""

from institutions.admin import (
    agreements,
    blackouts,
    imports,
    interest,
    organisations,
    outside,
    people,
    recordings,
    register,
    requirements,
)

__all__ = [
    "agreements",
    "blackouts",
    "imports",
    "interest",
    "organisations",
    "outside",
    "people",
    "recordings",
    "register",
    "requirements",
]
