"""What students are asked about their mentors, and say: beside the site and apart from it. No partner reads it.

As of sites: from five of them up, after the term, as it stood at the beginning of the month; and no words.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from core.actor import Actor, Role
from evaluations.models import ABOUT_MENTOR, Answer, Criterion, Evaluation
from evaluations.ratings import OwnRatings, Ratings, by_person, newest, rated, said_of, terms_of
from evaluations.sections import counted
from evaluations.trends import ENOUGH
from placements.models import Mentorship


def asked_of(evaluation: Evaluation) -> list[Criterion]:
    """The criteria of its form, in order; what is asked about a mentor only of whom had one in these days. One query where it is asked."""
    criteria = list(evaluation.instrument.criteria.all())
    placement = evaluation.placement
    if not any(criterion.key in ABOUT_MENTOR for criterion in criteria):
        return criteria
    theirs = Mentorship.objects.filter(student=placement.student_id)
    if theirs.during(placement.starts_on, placement.ends_on).exists():
        return criteria
    return [criterion for criterion in criteria if criterion.key not in ABOUT_MENTOR]


def mentoring_ratings(actor: Actor, now: datetime) -> OwnRatings:
    """What was said to a mentor’s own mentoring, or of all mentors of an office’s students. Five queries at most.

    Who had two mentors in these days is left out: nobody can tell of which they spoke.
    """
    found = rated(now).filter(placement__institute=actor.institute_id)
    if actor.programme_id:
        found = found.filter(placement__student__programme_id=actor.programme_id)
    about = Answer.objects.filter(evaluation=OuterRef("pk"), criterion__key__in=ABOUT_MENTOR, point__isnull=False)
    rows = newest(found.filter(Exists(about)))
    mentors = _mentors_of(rows)
    own = actor.membership_id if actor.acts_as(Role.MENTOR) else None
    rows = [row for row in rows if row.pk in mentors and own in {None, mentors[row.pk][0]}]
    people = len({row.placement.student_id for row in rows})
    if people < ENOUGH:
        return OwnRatings(None)
    voices = counted([row.pk for row in rows], rows[0].instrument.scale_id, people=people, of_mentors=True)
    said, high = said_of(rows, of_mentors=True), voices.steps[-2]
    names = {} if own else {row.pk: mentors[row.pk][1] for row in rows}
    spoken = by_person(rows, names, said, high.rank)
    return OwnRatings(Ratings(voices), terms_of(rows, said, high.rank), spoken, high.plain)


def _mentors_of(rows: list[Any]) -> dict[int, tuple[int, str]]:
    """Of each rating whose student had one mentor in the days of the placement: who it was, and the name. One query."""
    students = {row.placement.student_id for row in rows}
    given: dict[int, list[Mentorship]] = {}
    for mentorship in Mentorship.objects.filter(student__in=students).select_related("mentor__user"):
        given.setdefault(mentorship.student_id, []).append(mentorship)
    found = {}
    for row in rows:
        first, last = row.placement.starts_on, row.placement.ends_on
        theirs = {
            m.mentor_id: m.mentor.user.name for m in given.get(row.placement.student_id, ()) if m.ran(first, last)
        }
        if len(theirs) == 1:
            found[row.pk] = next(iter(theirs.items()))
    return found
