"""Tables of this app, one noun a file."""

from students.models.codes import CodeRequest, SignInCode
from students.models.cv import CvEntry, CvSection, VerifiedInternship
from students.models.goals import Goals, Pay
from students.models.packages import DocumentKind, Package, PackageDocument
from students.models.records import NEEDS_ANOTHER_DOCUMENT, Record, RecordTransition, RejectReason
from students.models.students import Gender, Sponsored, Student
from students.models.waivers import Waiver, WaiverTransition

__all__ = [
    "NEEDS_ANOTHER_DOCUMENT",
    "CodeRequest",
    "CvEntry",
    "CvSection",
    "DocumentKind",
    "Gender",
    "Goals",
    "Package",
    "PackageDocument",
    "Pay",
    "Record",
    "RecordTransition",
    "RejectReason",
    "SignInCode",
    "Sponsored",
    "Student",
    "VerifiedInternship",
    "Waiver",
    "WaiverTransition",
]
