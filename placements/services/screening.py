"""What anybody writes about an application or a placement, between student, institute and partner, names no patient."""

from core.screening import refuse_patient_data
from placements.policies.completeness import NAMES_A_PATIENT, TAKE_IT_OUT


def refuse_to_name_patients(**texts: str) -> None:
    """Raise the Refusal of the first text that seems to, at the field of its name; what was typed stays on the form."""
    for field, text in texts.items():
        refuse_patient_data(text, field=field, says=NAMES_A_PATIENT, instead=TAKE_IT_OUT)
