"""The first draft of a letter, filled in from the record of one placement: every fact with where it comes from.

A draft is a list of paragraphs, `{key, text, filled, sources: [{label, path}]}`: `text` is what the letter says, `filled` what the record
said. The writer changes the texts; the sources stay, and `strange_numbers` finds what the record does not bear out.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.words import hours, listed
from evaluations.documents import LANGUAGE
from evaluations.models import Answer, Evaluation, Letter
from evaluations.states import LOCKED
from evaluations.summaries import distribution
from placements.models import FeedbackNote, HoursEntry, ObjectiveConfirmation, Placement
from placements.states import HoursState

Block = dict[str, Any]
OWN = "own"  # the paragraph that only the writer can write
QUOTES = 3
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@translation.override(LANGUAGE)
def first_draft(letter: Letter) -> list[Block]:
    """All paragraphs, in the language of the paper; those left out for which the record holds nothing. Eight queries at most."""
    placement = letter.placement
    blocks = [_who(placement), _hours(placement), _objectives(placement), _evaluation(letter), _quotes(letter)]
    return [block for block in blocks if block is not None] + [{"key": OWN, "text": "", "filled": "", "sources": []}]


def strange_numbers(block: Block) -> list[str]:
    """Numbers in the paragraph that its record does not hold; never any in the writer's own."""
    if block["key"] == OWN:
        return []
    known = Counter(NUMBER.findall(block["filled"]))
    return [number for number in NUMBER.findall(block["text"]) if number not in known]


def _block(key: str, text: str, *sources: tuple[str, str]) -> Block:
    return {
        "key": key,
        "text": text,
        "filled": text,
        "sources": [{"label": label, "path": path} for label, path in sources],
    }


def _on(day: date) -> str:
    """A day as a letter writes it, which is read in other years too."""
    return date_format(day, "j F Y")


def _who(placement: Placement) -> Block:
    words = _(
        "I supervised %(student)s, a student of %(programme)s at %(institute)s, in the placement “%(slot)s” at %(partner)s, "
        "%(department)s, from %(first)s to %(last)s."
    )
    if placement.student.sponsored_as:
        words = _(
            "I supervised %(student)s, whom %(institute)s sponsors (%(programme)s), in the placement “%(slot)s” at %(partner)s, "
            "%(department)s, from %(first)s to %(last)s."
        )
    text = words % {
        "student": placement.student,
        "programme": placement.student.studies,
        "institute": placement.institute,
        "slot": placement.slot,
        "partner": placement.partner,
        "department": placement.department,
        "first": _on(placement.starts_on),
        "last": _on(placement.last_day),
    }
    return _block("who", text, (_("The placement"), placement.get_absolute_url()))


def _hours(placement: Placement) -> Block | None:
    shifts = HoursEntry.objects.shifts().filter(placement=placement, state=HoursState.APPROVED).count()
    opening = HoursEntry.objects.brought_over().filter(placement=placement).first()
    if not shifts and opening is None:
        return None
    words = {"student": placement.student, "required": hours(placement.required_minutes), "shifts": shifts}
    words["hours"] = hours(placement.approved_minutes - (opening.minutes if opening else 0))
    text = ngettext(
        "%(student)s worked %(hours)s in %(shifts)d signed shift; the placement required %(required)s.",
        "%(student)s worked %(hours)s in %(shifts)d signed shifts; the placement required %(required)s.",
        shifts,
    )
    if opening is not None:
        words |= {"brought": hours(opening.minutes), "name": opening.approved_by}
        before = _("Before that, %(brought)s stand in earlier records, approved by %(name)s.")
        text = f"{text} {before}"
    text = text % words
    return _block("hours", text, (_("Approved hours"), reverse("hours_list", args=[placement.pk])))


def _objectives(placement: Placement) -> Block | None:
    points = list(
        ObjectiveConfirmation.objects.current().filter(placement=placement).values_list("level__rank", "level__plain")
    )
    if not points:
        return None
    total = placement.slot.objectives.count()
    text = _("Of %(total)d learning objectives, I confirmed %(met)d: %(levels)s. %(middle)s") % {
        "total": total,
        "met": len(points),
        "levels": _counted(points),
        "middle": _middle(points),
    }
    return _block("objectives", text, (_("Confirmed objectives"), reverse("objective_list", args=[placement.pk])))


def _evaluation(letter: Letter) -> Block | None:
    """The writer's own final evaluation, once submitted."""
    own = Evaluation.objects.filter(placement=letter.placement_id, evaluator=letter.writer_id, state__in=LOCKED)
    evaluation = own.filter(occasion=Evaluation.Occasion.FINAL).first()
    if evaluation is None:
        return None
    answers = list(Answer.objects.filter(evaluation=evaluation).values_list("point__rank", "point__plain"))
    seen = [(rank, plain) for rank, plain in answers if rank is not None]
    if not seen:
        return None
    text = _("In the final evaluation I judged %(count)d points of practice: %(levels)s. %(middle)s") % {
        "count": len(seen),
        "levels": _counted(seen),
        "middle": _middle(seen),
    }
    return _block("evaluation", text, (_("Final evaluation"), evaluation.get_absolute_url()))


def _quotes(letter: Letter) -> Block | None:
    """What the writer noted at the time, the latest strengths, oldest first."""
    mine = FeedbackNote.objects.filter(
        placement=letter.placement_id, by=letter.writer.user_id, kind=FeedbackNote.Kind.STRENGTH
    )
    notes = list(mine.order_by("-at", "-pk")[:QUOTES])[::-1]
    if not notes:
        return None
    zone = letter.placement.institute.zone
    page = reverse("feedback_list", args=[letter.placement_id])
    lines, sources = [], []
    for note in notes:
        day = _on(clock.day_of(note.at, zone))
        lines.append(_("On %(day)s I noted: “%(text)s”") % {"day": day, "text": note.text})
        sources.append((_("Feedback note of %(day)s") % {"day": day}, f"{page}#note-{note.pk}"))
    return _block("quotes", "\n".join(lines), *sources)


def _counted(points: Sequence[tuple[int, str]]) -> str:
    """How often each level was given, the highest first: “On their own” 5, “With a supervisor nearby” 2."""
    found = Counter(points)
    return listed(f"“{plain}” {count}" for (_rank, plain), count in sorted(found.items(), reverse=True))


def _middle(points: Sequence[tuple[int, str]]) -> str:
    """The median level in words: levels are ranks and have no mean."""
    names = dict(points)
    lower, upper = distribution((rank for rank, _plain in points), points=names).median or (None, None)
    if lower == upper:
        return _("The middle one is “%(level)s”.") % {"level": names[lower]}
    return _("The middle lies between “%(lower)s” and “%(upper)s”.") % {"lower": names[lower], "upper": names[upper]}
