"""Tables of this app, one noun a file."""

from students.models.imports import StudentImport
from students.models.records import NEEDS_ANOTHER_DOCUMENT, Record, RecordTransition, RejectReason
from students.models.students import Student

__all__ = ["NEEDS_ANOTHER_DOCUMENT", "Record", "RecordTransition", "RejectReason", "Student", "StudentImport"]
