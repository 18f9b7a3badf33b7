"""What a career's page reads of slots: how many internships of its track are open, which of its skills they teach."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet

from placements.models import Career, Slot, Track

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Path:
    """A track with its careers, and how many internships of it are open."""

    track: Track
    careers: tuple[Career, ...]
    open_slots: int


def paths_of(careers: Iterable[Career], slots: QuerySet[Slot]) -> list[Path]:
    """The careers under their tracks, in their order. One query."""
    counts = dict(slots.order_by().values_list("track").annotate(n=Count("pk")))
    groups = groupby(careers, key=lambda career: career.track)
    return [Path(track, tuple(members), counts.get(track.pk, 0)) for track, members in groups]


def skills_of(career: Career, slots: QuerySet[Slot]) -> list[tuple[str, int]]:
    """Each skill with how many of `slots` name it. One query."""
    skills = career.skill_list
    words = {
        f"n{n}": Count("pk", filter=Q(search=SearchQuery(skill, config="portal", search_type="plain")))
        for n, skill in enumerate(skills)
    }
    counts = slots.aggregate(**words)
    return [(skill, counts[f"n{n}"]) for n, skill in enumerate(skills)]


def slots_for(career: Career, slots: QuerySet[Slot]) -> QuerySet[Slot]:
    """A few of the track, the soonest deadline first. One query."""
    return slots.for_list().filter(track=career.track_id).order_by("apply_by", "pk")[:SHOWN]  # type: ignore[attr-defined]
