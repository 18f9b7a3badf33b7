"""The words of the field that a new portal begins with: tracks and the other terms, competencies, the supervision scale."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from placements.models import Competency, Scale, ScalePoint, Track
from placements.services.terms import load_terms

TRACKS = (
    "Nursing",
    "Medicine",
    "Imaging",
    "Laboratory",
    "Pharmacy",
    "Rehabilitation",
    "Emergency and critical care",
    "Health information",
    "Health administration",
    "Public health",
)

FRAMEWORKS: dict[str, tuple[str, ...]] = {
    "ACGME": (
        "Patient care",
        "Medical knowledge",
        "Practice-based learning and improvement",
        "Interpersonal and communication skills",
        "Professionalism",
        "Systems-based practice",
    ),
    "CanMEDS": (
        "Medical expert",
        "Communicator",
        "Collaborator",
        "Leader",
        "Health advocate",
        "Scholar",
        "Professional",
    ),
    "Health information": (
        "Record handling and privacy",
        "Medical terminology",
        "Accuracy of code assignment",
        "Claim workflow",
        "Query practice",
        "Release of information",
        "Quality audit",
    ),
    "Soft skills": (
        "Empathy",
        "Cultural sensitivity",
        "Patient communication",
        "Teamwork",
        "Critical thinking and problem solving",
        "Adaptability",
        "Stress management",
        "Time management",
        "Ethics",
        "Discipline",
    ),
}

SUPERVISION = "supervision"
# (what the supervisor says, how papers put it), from rank 1.
SUPERVISION_POINTS = (
    ("Watched only", "Watched only"),
    ("With me beside", "With a supervisor beside"),
    ("With me nearby", "With a supervisor nearby"),
    ("On their own", "On their own"),
    ("Could teach it", "Could teach it"),
)


@transaction.atomic
def load_starters() -> None:
    """Add what is missing and change nothing that is there, so that it may run at every start and after every edit in the admin."""
    Track.objects.bulk_create(
        [Track(slug=slugify(name), name=name, position=position) for position, name in enumerate(TRACKS, start=1)],
        ignore_conflicts=True,
    )
    load_terms()
    Competency.objects.bulk_create(
        [
            Competency(framework=framework, name=name, position=position)
            for framework, names in FRAMEWORKS.items()
            for position, name in enumerate(names, start=1)
        ],
        ignore_conflicts=True,
    )
    scale, new = Scale.objects.get_or_create(slug=SUPERVISION, version=1, defaults={"name": "Supervision needed"})
    if new:
        ScalePoint.objects.bulk_create(
            ScalePoint(scale=scale, rank=rank, label=label, plain=plain)
            for rank, (label, plain) in enumerate(SUPERVISION_POINTS, start=1)
        )


@transaction.atomic
def keep_scale(*, name: str, steps: Sequence[str], slug: str = "") -> Scale:
    """The scale of these steps, the lowest first; made as the next version of its name where there is none with just these words."""
    slug = slug or slugify(name)
    known = list(Scale.objects.select_for_update().filter(slug=slug).order_by("version"))
    for scale in known:
        if list(scale.points.order_by("rank").values_list("label", flat=True)) == list(steps):
            return scale
    newest = Scale.objects.filter(slug=slug).aggregate(newest=Max("version"))["newest"] or 0
    scale = Scale.objects.create(slug=slug, version=newest + 1, name=name)
    ScalePoint.objects.bulk_create(
        ScalePoint(scale=scale, rank=rank, label=step, plain=step) for rank, step in enumerate(steps, start=1)
    )
    return scale


def settle_scale(*, scale_id: int, now: datetime) -> None:
    """From now on judgements rest on it, and nothing in it changes."""
    Scale.objects.filter(pk=scale_id, settled_at=None).update(settled_at=now)
