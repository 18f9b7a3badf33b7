"""Rows in, `placements.fit` out: what a student's goals want, what a slot is, and which fit best."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, Case, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value, When

from placements.fit import Facts, Fit, Wanted, distance, judge
from placements.fit_points import NIGHTS, REMOTE, points_of
from placements.models import Slot
from placements.search.terms import all_terms
from students.models import Goals, Pay, Student

SKILLS_LOOKED_FOR = 8


def goals_of(student: Student | None) -> Goals | None:
    """The student's goals, where they say anything. No query when `goals` was selected with the student."""
    goals = getattr(student, "goals", None)
    return goals if goals is not None and goals.says_something else None


def wanted_by(goals: Goals) -> Wanted:
    """Goals as the judge reads them."""
    return Wanted(
        tracks=frozenset(goals.tracks),
        specialties=frozenset(goals.specialties),
        settings=frozenset(goals.settings),
        skills=tuple(goals.skill_list[:SKILLS_LOOKED_FOR]),
        city=goals.city,
        km_at_most=goals.km_at_most,
        weeks_at_least=goals.weeks_at_least,
        weeks_at_most=goals.weeks_at_most,
        hours_at_most=goals.hours_at_most,
        no_nights=goals.no_nights,
        needs_pay=goals.pay == Pay.NEEDED,
        likes_pay=goals.pay == Pay.WELCOME,
    )


def misfit_of(goals: Goals) -> Any:
    """For lists in the order of fit: the less, the better a slot fits the goals."""
    return Value(0) - points_of(wanted_by(goals), goals.origin)


def full() -> Any:
    """For lists in the order of fit: 0 where a place is left, 1 where there is a waiting list only, which fits nobody as well."""
    return Case(When(held__lt=F("places"), then=0), default=1, output_field=IntegerField())


def with_fit_facts(slots: "QuerySet[Slot]", goals: Goals | None) -> "QuerySet[Slot]":
    """Adds what the judge needs beside the slot's own columns: the site, and which wanted skills its words hold. No query of its own."""
    if goals is None:
        return slots
    held = {
        f"skill_{n}": ExpressionWrapper(
            Q(search=SearchQuery(skill, config="portal", search_type="plain")), output_field=BooleanField()
        )
        for n, skill in enumerate(wanted_by(goals).skills)
    }
    return slots.select_related("department__site", "track", "specialty", "setting").annotate(**held)


def judge_all(slots: Iterable[Slot], goals: Goals | None) -> list[Slot]:
    """Each with its `fit`, None without goals. Expects slots of `with_fit_facts`."""
    rows = list(slots)
    for slot in rows:
        slot.fit = fit_of(slot, goals)  # type: ignore[attr-defined]
    return rows


def fit_of(slot: Slot, goals: Goals | None) -> Fit | None:
    """How far the slot fits; None without goals. Expects a slot of `with_fit_facts`."""
    if goals is None:
        return None
    wanted = wanted_by(goals)
    return judge(wanted, facts_of(slot, goals, wanted))


def facts_of(slot: Slot, goals: Goals, wanted: Wanted) -> Facts:
    """A slot as the judge reads it."""
    return Facts(
        track=(slot.track.slug, slot.track.name) if slot.track else None,
        specialties={slot.specialty.slug: slot.specialty.name} if slot.specialty else {},
        setting=(slot.setting.slug, slot.setting.name) if slot.setting else None,
        is_remote=slot.setting is not None and slot.setting.slug == REMOTE,
        has_nights=slot.shifts in NIGHTS if slot.shifts else None,
        skills=frozenset(skill for n, skill in enumerate(wanted.skills) if getattr(slot, f"skill_{n}", False)),
        city=slot.city,
        km=km_to(slot, goals),
        weeks=weeks_of(slot),
        weekly_hours=slot.weekly_hours,
        stipend=slot.stipend,
    )


def weeks_of(slot: Slot) -> int | None:
    """Whole weeks from first to last day, at least one; None without dates."""
    if slot.starts_on is None or slot.ends_on is None:
        return None
    return max(1, round(((slot.ends_on - slot.starts_on).days + 1) / 7))


def km_to(slot: Slot, goals: Goals | None) -> float | None:
    """Kilometres from the student's city to the slot's site; None where either has no place on the map."""
    site = slot.department.site
    if goals is None or goals.origin is None or site.latitude is None or site.longitude is None:
        return None
    return distance(goals.origin, (float(site.latitude), float(site.longitude)))


def best_for(slots: "QuerySet[Slot]", goals: Goals | None, now: datetime, most: int = 3) -> list[Slot]:
    """The few of `slots` that fit best, of those that take applications and of the wanted fields, where some are; those with
    places left first, and among equals the soonest deadline. One query.
    """
    if goals is None:
        return []
    open_now = slots.open_on(now)  # type: ignore[attr-defined]  # its own queryset
    if goals.tracks or goals.specialties:
        open_now = open_now.filter(Q(track__slug__in=goals.tracks) | Q(specialty__slug__in=goals.specialties))
    order = (full().asc(), misfit_of(goals).asc(), "apply_by", "pk")
    first = Slot.objects.filter(pk__in=open_now.order_by(*order).values("pk")[:most])
    judged = judge_all(with_fit_facts(first.for_list(), goals).order_by(*order), goals)
    return [slot for slot in judged if slot.fit.fits]  # type: ignore[attr-defined]


def vocabulary() -> dict[str, list[tuple[str, str]]]:
    """What a student may tick in the goals, by the name of the answer: (slug, name). Those of the search."""
    terms = all_terms()
    nouns = {"tracks": "track", "specialties": "specialty", "settings": "setting"}
    return {name: [(choice.value, choice.label) for choice in terms[noun]] for name, noun in nouns.items()}


def specialties_by_track() -> list[tuple[str, list[tuple[str, str]]]]:
    """The specialties of the vocabulary under the names of their tracks, in the order of the tracks; those of none come last."""
    terms = all_terms()
    by_track = {track.label: [c for c in terms["specialty"] if c.under == track.label] for track in terms["track"]}
    by_track[""] = [choice for choice in terms["specialty"] if choice.under not in by_track or not choice.under]
    return [(name, [(choice.value, choice.label) for choice in group]) for name, group in by_track.items() if group]
