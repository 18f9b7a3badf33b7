"""A line of a CV, a question about the internship, of the scene."""

from typing import Any

from placements.models import Placement
from tests.factories.goals import CvEntryFactory
from tests.factories.placements import QuestionFactory


def prepared(placement: Placement) -> dict[str, Any]:
    """What a student prepares, and asks."""
    entry = CvEntryFactory(student=placement.student)
    return {
        "question": "field",
        "section": "education",
        "cv_entry_edit.entry_pk": entry.pk,
        "cv_entry_remove.entry_pk": entry.pk,
        "questions": QuestionFactory(slot=placement.slot, student=placement.student).pk,
    }
