"""The catalogue of evidence and the set of requirements that a portal begins with."""

from django.db import transaction

from institutions.models import EvidenceKind, RequirementStarter
from institutions.rules.starters import STARTERS
from institutions.rules.starters_kinds import KINDS


@transaction.atomic
def load_starters() -> None:
    """Add what is missing of `institutions.rules.starters*`. What is there stays as it was edited."""
    EvidenceKind.objects.bulk_create(
        [
            EvidenceKind(**kind._asdict() | {"fields": list(kind.fields), "position": position})
            for position, kind in enumerate(KINDS, 1)
        ],
        ignore_conflicts=True,
    )
    RequirementStarter.objects.bulk_create(
        [
            RequirementStarter(
                slug=starter.slug,
                title=starter.title,
                rule={"holds": starter.holds, "any": [list(alternative) for alternative in starter.any]},
                note=starter.note,
                position=position,
            )
            for position, starter in enumerate(STARTERS, 1)
        ],
        ignore_conflicts=True,
    )
