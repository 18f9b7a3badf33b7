"""Certificates and letters of the scene, and what a certificate states."""

from typing import Any

from accounts.models import Job
from core import clock
from evaluations.models import Certificate, Letter, PlacementLetter
from institutions.models import Membership
from placements.models import Placement

CERTIFICATE_FACTS: dict[str, Any] = {
    "name": "Ayesha Khan",
    "relation": "daughter",
    "father_name": "Imran Khan",
    "id_last4": "4417",
    "roll_no": "2023-MIT-0147",
    "programme": "BSc Medical Imaging Technology",
    "institute": {
        "name": "Hingol College",
        "city": "Karachi",
        "recognised_by": "",
        "phone": "",
        "email": "office@hingol.example",
    },
    "partner": {"name": "Margalla Teaching Hospital", "city": "Karachi", "department": "Radiology"},
    "internship": "Diagnostic radiography rotation",
    "agreement": "Affiliation agreement",
    "starts_on": "2027-01-04",
    "ends_on": "2027-03-28",
    "full_time": True,
    "minutes": 19200,
    "required_minutes": 19200,
    "objectives": [{"text": "Positions patients for plain films", "level": "On their own"}],
    "signatories": [{"name": "Dr Sana Mirza", "title": "Supervisor, PMDC 41207-P"}],
    "issued_on": "2027-04-02",
}


def papers_of(placement: Placement, supervisor: Membership) -> dict[str, Any]:
    """One of each paper, and a job that makes some."""
    now = clock.now()
    certificate = Certificate.objects.create(
        placement=placement, serial="WB-2027-000001", facts=CERTIFICATE_FACTS, issued_at=now, issued_by=supervisor.user
    )
    letter = Letter.objects.create(placement=placement, writer=supervisor)
    of_placement = PlacementLetter.objects.create(
        institute=placement.institute,
        partner=placement.partner,
        interns=1,
        facts={"issued_on": "2027-01-02", "interns": []},
        issued_at=now,
        issued_by=supervisor.user,
    )
    of_placement.placements.set([placement])
    job = Job.objects.create(
        kind="evaluations.issue_cohort", title="Certificates", ordered_by=supervisor.user, total=2, done=1
    )
    return {
        "certificates": certificate.pk,
        "code": certificate.code,
        "letters": letter.pk,
        "placement-letters": of_placement.pk,
        "jobs": job.pk,
    }
