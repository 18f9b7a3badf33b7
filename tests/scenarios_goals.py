"""A line of a CV, a question about the internship, a guide, a career and an enquiry of the scene."""

from typing import Any

from placements.models import Placement
from tests.factories.goals import CvEntryFactory
from tests.factories.outside import CareerFactory, EnquiryFactory, GuideFactory
from tests.factories.placements import QuestionFactory, TrackFactory


def prepared(placement: Placement) -> dict[str, Any]:
    """What a student prepares, and asks."""
    entry = CvEntryFactory(student=placement.student)
    return {
        "question": "field",
        "section": "education",
        "cv_entry_edit.entry_pk": entry.pk,
        "cv_entry_remove.entry_pk": entry.pk,
        "guide_slug": GuideFactory().slug,
        "career_slug": CareerFactory(track=TrackFactory()).slug,
        "enquiries": EnquiryFactory(institute=placement.institute, graduate=True).pk,
        "questions": QuestionFactory(slot=placement.slot, student=placement.student).pk,
    }
