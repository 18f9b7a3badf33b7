"""What the letter of placement prints: the facts as they were on its day, and the context of its template."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core import clock
from evaluations.documents.certificates import child_of
from evaluations.models import PlacementLetter
from institutions.models import Institute, Partner
from placements.models import Placement


def letter_facts(
    *,
    institute: Institute,
    partner: Partner,
    placements: list[Placement],
    now: datetime,
    addressee: str,
    reference: str,
    remarks: str,
) -> dict[str, Any]:
    """Everything that the letter prints, as JSON. Expects placements with student, person, programme, department and agreement."""
    return {
        "institute": {
            "name": institute.name,
            "city": institute.city,
            "address": institute.address,
            "recognised_by": institute.recognised_by,
            "phone": institute.phone,
            "email": institute.email,
        },
        "signatory": {"name": institute.signatory_name, "title": institute.signatory_title},
        "partner": {"name": partner.name, "address": partner.address, "city": partner.city},
        "addressee": addressee,
        "reference": reference,
        "remarks": remarks,
        "agreements": sorted({placement.agreement.title for placement in placements if placement.agreement}),
        "interns": [_line(placement) for placement in placements],
        "issued_on": clock.day_of(now, institute.zone).isoformat(),
    }


def _line(placement: Placement) -> dict[str, Any]:
    student, supervisor = placement.student, placement.supervisor
    return {
        "name": student.user.name,
        "relation": student.relation,
        "father_name": student.father_name,
        "roll_no": student.roll_no,
        "programme": student.studies,
        "department": placement.department.name,
        "supervisor": supervisor.user.name if supervisor else "",
        "starts_on": placement.starts_on.isoformat(),
        "ends_on": placement.ends_on.isoformat(),
        "weekly_hours": placement.slot.weekly_hours,
        "required_hours": placement.required_minutes // 60,
    }


def placement_letter_title(letter: PlacementLetter) -> str:
    """What a reader's window and a screen reader call the file."""
    return _("Letter of placement, %(institute)s to %(partner)s, %(day)s") % {
        "institute": letter.facts["institute"]["name"],
        "partner": letter.facts["partner"]["name"],
        "day": letter.facts["issued_on"],
    }


def placement_letter_page(letter: PlacementLetter) -> dict[str, Any]:
    """The same facts for the portal's page and for the paper."""
    days = ("starts_on", "ends_on")
    interns = [
        {**line, "parent": child_of(line), **{name: date.fromisoformat(line[name]) for name in days}}
        for line in letter.facts["interns"]
    ]
    return {"facts": letter.facts, "interns": interns, "issued_on": letter.dated}


def placement_letter_paper(letter: PlacementLetter) -> dict[str, Any]:
    """The context of `pdf/placement_letter.html`."""
    return {**placement_letter_page(letter), "demo": settings.DEMO}
