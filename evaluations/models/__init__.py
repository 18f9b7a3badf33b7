"""Tables of this app, one noun a file."""

from evaluations.models.evaluations import Answer, Evaluation, EvaluationTransition
from evaluations.models.instruments import Criterion, Instrument
from evaluations.models.papers import (
    Certificate,
    CertificateTransition,
    Letter,
    LetterTransition,
    SerialCounter,
    new_code,
)
from evaluations.models.placement_letters import PlacementLetter, PlacementLetterTransition

__all__ = [
    "Answer",
    "Certificate",
    "CertificateTransition",
    "Criterion",
    "Evaluation",
    "EvaluationTransition",
    "Instrument",
    "Letter",
    "LetterTransition",
    "PlacementLetter",
    "PlacementLetterTransition",
    "SerialCounter",
    "new_code",
]
