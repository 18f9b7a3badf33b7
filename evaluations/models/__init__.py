"""Tables of this app, one noun a file."""

from evaluations.models.evaluations import (
    BESIDE,
    BY_STUDENT,
    BY_SUPERVISOR,
    Answer,
    Evaluation,
    EvaluationTransition,
    Occasion,
)
from evaluations.models.instruments import ABOUT_MENTOR, Criterion, Instrument, InstrumentChoice
from evaluations.models.papers import (
    Certificate,
    CertificateTransition,
    Letter,
    LetterTransition,
    SerialCounter,
    new_code,
)
from evaluations.models.placement_letters import PlacementLetter, PlacementLetterTransition
from evaluations.models.site_words import SiteWord, SiteWordTransition

__all__ = [
    "ABOUT_MENTOR",
    "BESIDE",
    "BY_STUDENT",
    "BY_SUPERVISOR",
    "Answer",
    "Certificate",
    "CertificateTransition",
    "Criterion",
    "Evaluation",
    "EvaluationTransition",
    "Instrument",
    "InstrumentChoice",
    "Letter",
    "LetterTransition",
    "Occasion",
    "PlacementLetter",
    "PlacementLetterTransition",
    "SerialCounter",
    "SiteWord",
    "SiteWordTransition",
    "new_code",
]
