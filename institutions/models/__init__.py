"""Tables of this app, one noun a file."""

from institutions.models.agreements import Agreement, AgreementCover, AgreementTransition
from institutions.models.institutes import Campus, Institute, Intake, Programme
from institutions.models.memberships import Membership
from institutions.models.partners import Department, Partner, PartnerKind, Site

__all__ = [
    "Agreement",
    "AgreementCover",
    "AgreementTransition",
    "Campus",
    "Department",
    "Institute",
    "Intake",
    "Membership",
    "Partner",
    "PartnerKind",
    "Programme",
    "Site",
]
