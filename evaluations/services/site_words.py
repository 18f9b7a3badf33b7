"""Students' sentences about sites: taken over once their term is past, read by the office, shown or not."""

import random
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.verdict import Verdict, require
from evaluations.models import SiteWord, SiteWordTransition
from evaluations.notices.site_words import words_wait
from evaluations.policies import site_words as policies
from evaluations.ratings import month_of, rated
from evaluations.states import HIDE_WORD, SHOW_WORD
from evaluations.trends import ENOUGH
from notifications.services.posting import say

_shuffle = random.SystemRandom().shuffle


@transaction.atomic
def gather_words(*, now: datetime) -> int:
    """Take over what can be read by now: of each partner and institute, whenever five more of its students have rated. Returns how many.

    A sentence that came alone, after five others were read, would tell who wrote it: it waits for the next five. In no order, so that
    neither number nor time of a row tells who wrote it.
    """
    written = rated(now).exclude(comment="").filter(pk__in=_of_enough(now))
    taken = SiteWord.objects.values("evaluation")
    rows = [
        SiteWord(
            evaluation=evaluation,
            partner_id=evaluation.placement.partner_id,
            institute_id=evaluation.placement.institute_id,
            text=evaluation.comment,
            created_at=now,
            updated_at=now,
        )
        for evaluation in written.exclude(pk__in=taken).select_related("placement__institute")
    ]
    _shuffle(rows)
    SiteWord.objects.bulk_create(rows, ignore_conflicts=True)
    for institute in {row.evaluation.placement.institute for row in rows}:
        say(words_wait, institute, clock.day_of(now, institute.zone), key=str(institute.pk), now=now)
    return len(rows)


def _of_enough(now: datetime) -> list[int]:
    """Ratings of those pairs of partner and institute of which five students have spoken since the last were taken. Two queries."""
    pairs: dict[tuple[int, int], tuple[set[int], list[int]]] = {}
    taken = SiteWord.objects.order_by().values_list("partner_id", "institute_id").annotate(last=Max("created_at"))
    months = {(partner, institute): month_of(last) for partner, institute, last in taken}
    names = ("placement__partner_id", "placement__institute_id", "placement__student_id", "pk")
    days = ("submitted_at", "placement__ends_on")
    for partner, institute, student, pk, submitted_at, ends_on in rated(now).values_list(*names, *days):
        month = months.get((partner, institute))
        if month is not None and submitted_at < month and ends_on < month.date():
            continue  # it was among those
        students, ratings = pairs.setdefault((partner, institute), (set(), []))
        students.add(student)
        ratings.append(pk)
    return [pk for students, ratings in pairs.values() if len(students) >= ENOUGH for pk in ratings]


@transaction.atomic
def show_word(*, word_id: int, by: Actor, now: datetime) -> SiteWord:
    """From now on it stands beside the ratings. Raises NotAllowed, Refusal, IllegalMove."""
    word = SiteWord.objects.select_for_update(of=("self",)).get(pk=word_id)
    return _move(word, SHOW_WORD, policies.may_show(by, word), by=by, now=now, reason="")


@transaction.atomic
def hide_word(*, word_id: int, by: Actor, now: datetime, reason: str) -> SiteWord:
    """It is not shown; the partner reads the reason and not the sentence. Raises NotAllowed, Refusal, IllegalMove."""
    word = SiteWord.objects.select_for_update(of=("self",)).get(pk=word_id)
    if not reason.strip():
        raise Refusal(_("Say why it is not shown."), field="reason")
    return _move(word, HIDE_WORD, policies.may_hide(by, word), by=by, now=now, reason=reason)


def _move(word: SiteWord, move: Move, verdict: Verdict, *, by: Actor, now: datetime, reason: str) -> SiteWord:
    require(verdict)
    move.check(word.state, label=word.get_state_display())
    was, word.state, word.reason = word.state, move.target, reason
    word.save(update_fields=["state", "reason"])
    SiteWordTransition.write(word, move, by=by, now=now, was=was, note=reason)
    return word
