"""Tables of this app, one noun a file."""

from students.models.cv import CvEntry, CvSection, VerifiedInternship
from students.models.goals import Goals, Pay
from students.models.records import NEEDS_ANOTHER_DOCUMENT, Record, RecordTransition, RejectReason
from students.models.students import Student
from students.models.waivers import Waiver, WaiverTransition

__all__ = [
    "NEEDS_ANOTHER_DOCUMENT",
    "CvEntry",
    "CvSection",
    "Goals",
    "Pay",
    "Record",
    "RecordTransition",
    "RejectReason",
    "Student",
    "VerifiedInternship",
    "Waiver",
    "WaiverTransition",
]
