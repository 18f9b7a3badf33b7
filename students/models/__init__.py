"""Tables of this app, one noun a file."""

from students.models.records import NEEDS_ANOTHER_DOCUMENT, Record, RecordTransition, RejectReason
from students.models.students import Student
from students.models.waivers import Waiver, WaiverTransition

__all__ = [
    "NEEDS_ANOTHER_DOCUMENT",
    "Record",
    "RecordTransition",
    "RejectReason",
    "Student",
    "Waiver",
    "WaiverTransition",
]
