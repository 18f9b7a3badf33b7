"""Tables of this app, one noun a file."""

from institutions.models.agreements import Agreement, AgreementCover, AgreementTransition
from institutions.models.contact_log import ContactEntry, Way
from institutions.models.institutes import Campus, Institute, Intake, Programme
from institutions.models.memberships import Membership
from institutions.models.merges import PartnerMerge, PartnerMergeTransition
from institutions.models.partners import Department, Partner, PartnerKind, Site, Teaching
from institutions.models.register import Accreditation, Duty, PartnerContact
from institutions.models.requirements import (
    ASKERS,
    EvidenceKind,
    FieldType,
    Requirement,
    RequirementStarter,
)

__all__ = [
    "ASKERS",
    "Accreditation",
    "Agreement",
    "AgreementCover",
    "AgreementTransition",
    "Campus",
    "ContactEntry",
    "Department",
    "Duty",
    "EvidenceKind",
    "FieldType",
    "Institute",
    "Intake",
    "Membership",
    "Partner",
    "PartnerContact",
    "PartnerKind",
    "PartnerMerge",
    "PartnerMergeTransition",
    "Programme",
    "Requirement",
    "RequirementStarter",
    "Site",
    "Teaching",
    "Way",
]
