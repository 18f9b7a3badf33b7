"""Internships that partners have confirmed, as students' CVs name them. Called from above in the street, in the caller's transaction."""

from datetime import date, datetime

from institutions.models import Department, Partner
from students.models import Student, VerifiedInternship


def keep_internship(
    *,
    student: Student,
    placement_key: int,
    partner: Partner,
    title: str,
    department: Department,
    supervisor: str,
    starts_on: date,
    ends_on: date,
    minutes: int,
    objectives: int,
    now: datetime,
) -> VerifiedInternship:
    """Write down a placement that was completed. Said twice, it stands once."""
    facts = {
        "student": student,
        "partner": partner,
        "title": title,
        "department": department,
        "supervisor": supervisor,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "minutes": minutes,
        "objectives": objectives,
        "completed_at": now,
    }
    row, _new = VerifiedInternship.objects.update_or_create(placement_key=placement_key, defaults=facts)
    return row


def certificate_issued(*, placement_key: int, code: str) -> None:
    """The certificate that holds now."""
    VerifiedInternship.objects.filter(placement_key=placement_key).update(certificate_code=code)


def certificate_ended(*, placement_key: int, code: str) -> None:
    """That certificate holds no more; a newer one stays."""
    VerifiedInternship.objects.filter(placement_key=placement_key, certificate_code=code).update(certificate_code="")
