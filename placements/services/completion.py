"""When a placement is complete: what is still missing, and the move.

`CHECKS` is open to the apps above in the street: each check takes a placement and says in one sentence what is missing, or None.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.verdict import require
from core.words import hours, listed
from institutions.models import Recording
from placements.models import ChecklistItem, ChecklistTick, ObjectiveConfirmation, Occasion, Placement
from placements.policies import placements as policies
from placements.services.placements_moves import lock_placement, make_move
from placements.states import COMPLETE
from students.services.internships import keep_internship

Check = Callable[[Placement], str | Promise | None]


def hours_missing(placement: Placement) -> str | None:
    """Approved minutes below what the slot asks for."""
    short = placement.required_minutes - placement.approved_minutes
    if short <= 0:
        return None
    return _("%(hours)s of approved time are missing.") % {"hours": hours(short)}


def objectives_missing(placement: Placement) -> str | None:
    """Objectives without the supervisor's word. Two queries."""
    met = ObjectiveConfirmation.objects.current().filter(placement=placement).values("objective_id")
    count = placement.slot.objectives.exclude(pk__in=met).count()
    if not count:
        return None
    return ngettext("%(count)d objective is not confirmed.", "%(count)d objectives are not confirmed.", count) % {
        "count": count
    }


def objections_open(placement: Placement) -> str | None:
    """What somebody recorded about the student from paper or phone, its person objected to, and nobody has answered."""
    objected = Recording.objects.objected().filter(about=placement.student.user_id, partner=placement.partner_id)
    if not objected.exists():
        return None
    return _("An objection to what was recorded from paper or phone waits for its answer.")


def relieving_missing(placement: Placement) -> str | None:
    """Items of the partner's relieving checklist that were not gone through. One query."""
    ticked = ChecklistTick.objects.current().filter(placement=placement).values("item_id")
    items = ChecklistItem.objects.current().filter(partner=placement.partner_id, occasion=Occasion.RELIEVING)
    left = list(items.exclude(pk__in=ticked).values_list("text", flat=True))
    if not left:
        return None
    return _("Before leaving, this is still to be gone through: %(items)s.") % {"items": listed(left)}


CHECKS: list[Check] = [hours_missing, objectives_missing, objections_open, relieving_missing]


def what_is_missing(placement: Placement) -> list[str]:
    """What every check finds missing, in words; empty when the placement may be completed."""
    return [str(words) for check in CHECKS if (words := check(placement)) is not None]


@transaction.atomic
def complete_placement(*, placement_id: int, by: Actor, now: datetime) -> Placement:
    """Complete the placement: from now on a certificate can be issued.

    Locks the placement, so that hours approved at the same time count either before or not at all. Raises NotAllowed, Refusal,
    IllegalMove.
    """
    placement = lock_placement(placement_id)
    require(policies.may_complete(by, placement, what_is_missing(placement), placement.today(now)))
    completed = make_move(placement, COMPLETE, by=by, now=now, completed_at=now)
    _onto_the_cv(completed, now)
    return completed


def _onto_the_cv(placement: Placement, now: datetime) -> None:
    """The fact travels up to where the student's CV reads it."""
    keep_internship(
        student=placement.student,
        placement_key=placement.pk,
        partner=placement.partner,
        title=placement.slot.title,
        department=placement.department,
        supervisor=placement.supervisor.user.name if placement.supervisor else "",
        starts_on=placement.starts_on,
        ends_on=placement.last_day,
        minutes=placement.approved_minutes,
        objectives=ObjectiveConfirmation.objects.current().filter(placement=placement).count(),
        now=now,
    )
