"""Tables of this app, one noun a file."""

from students.models.imports import StudentImport
from students.models.students import Student

__all__ = ["Student", "StudentImport"]
