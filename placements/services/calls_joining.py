"""Answers to calls of two partners that become one. `institutions.services.merging` comes here by `MOVERS`."""

from django.utils.translation import gettext as _

from core.errors import Refusal
from institutions.models import Department, Partner
from placements.models import CallAnswer


def join_answers(old: Partner | Department, new: Partner | Department) -> int:
    """One answer a call: that which became a slot, else the latest that was given; the history keeps the other. How many moved.

    A department that becomes another one takes its answers along. Raises Refusal where both answers to one call became slots.
    """
    if isinstance(old, Department):
        return CallAnswer.objects.filter(department=old).update(department=new)
    there = {answer.call_id: answer for answer in CallAnswer.objects.filter(partner_id=new.pk)}
    for answer in CallAnswer.objects.filter(partner=old).select_related("call"):
        other = there.get(answer.call_id)
        if other is None:
            continue
        if answer.slot_id and other.slot_id:
            raise Refusal(
                _("Both answered the call “%(call)s”, and both answers became slots.") % {"call": answer.call},
                instead=_("They stay two entries: each slot belongs to its own answer."),
            )
        (answer if _weight(answer) < _weight(other) else other).delete()
    return CallAnswer.objects.filter(partner=old).update(partner=new)


def _weight(answer: CallAnswer) -> tuple[bool, bool, float]:
    """Which of two answers counts for more."""
    given = answer.answered_at
    return answer.slot_id is not None, given is not None, given.timestamp() if given else 0.0
