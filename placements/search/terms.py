"""The words to choose from: tracks, specialties, settings and so on, as administrators keep them. One query, kept in the cache."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce

from placements.models import HandsOn, Language, Setting, Specialty, Track

CACHE, KEPT_FOR = "search_terms_by_track", 300  # seconds; the admin forgets them on every change
NOUNS = {"track": Track, "specialty": Specialty, "setting": Setting, "hands_on": HandsOn, "language": Language}


@dataclass(frozen=True, slots=True)
class Choice:
    """One word: as the address has it, as a slot's column has it, as people read it; a specialty's track, in words."""

    value: str
    key: str
    label: str
    under: str = ""


Terms = dict[str, list[Choice]]  # by noun


def all_terms() -> Terms:
    """The choices of every noun, in their order."""
    return cache.get_or_set(CACHE, _terms, KEPT_FOR)  # type: ignore[return-value]


def _terms() -> Terms:
    columns = ("noun", "position", "name", "slug", "pk", "under")
    tracks = {"specialty": Coalesce(F("track__name"), Value(""))}
    first, *others = (
        model._default_manager.annotate(  # noqa: SLF001 - Django's own name
            noun=Value(noun, output_field=CharField()), under=tracks.get(noun, Value("", output_field=CharField()))
        ).values_list(*columns)
        for noun, model in NOUNS.items()
    )
    found: Terms = {noun: [] for noun in NOUNS}
    for noun, _position, name, slug, key, under in sorted(first.union(*others, all=True)):
        found[noun].append(Choice(slug, str(key), name, under))
    return found


def forget_terms() -> None:
    """Read them anew at the next search."""
    cache.delete(CACHE)
