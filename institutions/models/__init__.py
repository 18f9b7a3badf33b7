"""Tables of this app, one noun a file."""

from institutions.models.addresses import organisations_at
from institutions.models.agreements import Agreement, AgreementCover, AgreementTransition
from institutions.models.agreements_documents import AgreementDocument, DocumentKind, Side
from institutions.models.blackouts import Blackout
from institutions.models.clauses import AgreementClause, Clause, ClauseAnswer
from institutions.models.contact_log import ContactEntry, Way
from institutions.models.enquiries import Enquiry, EnquiryKind, EnquiryTransition
from institutions.models.guides import Guide, GuideKind
from institutions.models.imports import ColumnMemory, Import
from institutions.models.institutes import Campus, Institute, Intake, Programme
from institutions.models.interest import (
    INTEREST_TONES,
    Interest,
    InterestRequest,
    PartnerInterest,
    interest_on,
    with_standing,
)
from institutions.models.kinds import SlotKind
from institutions.models.memberships import Membership, has_lead
from institutions.models.merges import PartnerMerge, PartnerMergeTransition
from institutions.models.partners import Department, Partner, PartnerKind, Site, Teaching
from institutions.models.recordings import (
    PaperForm,
    Recording,
    RecordingTransition,
    its_recording,
    recorded,
    with_recordings,
)
from institutions.models.register import Accreditation, Duty, PartnerContact
from institutions.models.requirements import ASKERS, EvidenceKind, FieldType, Requirement, RequirementStarter
from institutions.models.viewing import ViewAs, ViewAsPage

__all__ = [
    "ASKERS",
    "INTEREST_TONES",
    "Accreditation",
    "Agreement",
    "AgreementClause",
    "AgreementCover",
    "AgreementDocument",
    "AgreementTransition",
    "Blackout",
    "Campus",
    "Clause",
    "ClauseAnswer",
    "ColumnMemory",
    "ContactEntry",
    "Department",
    "DocumentKind",
    "Duty",
    "Enquiry",
    "EnquiryKind",
    "EnquiryTransition",
    "EvidenceKind",
    "FieldType",
    "Guide",
    "GuideKind",
    "Import",
    "Institute",
    "Intake",
    "Interest",
    "InterestRequest",
    "Membership",
    "PaperForm",
    "Partner",
    "PartnerContact",
    "PartnerInterest",
    "PartnerKind",
    "PartnerMerge",
    "PartnerMergeTransition",
    "Programme",
    "Recording",
    "RecordingTransition",
    "Requirement",
    "RequirementStarter",
    "Side",
    "Site",
    "SlotKind",
    "Teaching",
    "ViewAs",
    "ViewAsPage",
    "Way",
    "has_lead",
    "interest_on",
    "its_recording",
    "organisations_at",
    "recorded",
    "with_recordings",
    "with_standing",
]
