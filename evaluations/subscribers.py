"""What evaluations hear from below in the street: a placement that begins or ends, and the question whether it is complete."""

from datetime import datetime
from typing import Any

import pgtrigger
from django.dispatch import receiver
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move, moved, moved_many
from evaluations.models import Certificate, Evaluation, PlacementLetter
from evaluations.services.evaluations_planning import (
    cancel_evaluations,
    follow_blocks,
    move_evaluations,
    plan_evaluations,
    plan_many,
)
from evaluations.services.placement_letters import tell_of_letters
from evaluations.states import ISSUE_CERTIFICATE, LOCKED
from institutions.models import Partner
from institutions.services.merging_rows import MOVERS
from placements.models import ChangeKind, Placement, PlacementChange
from placements.services import completion, hours_taking_back
from placements.states import ARRIVE, BRING_ACTIVE, CANCEL, END_EARLY, REDATE
from placements.states_course import CARRY_OUT
from students.services.internships import certificate_ended, certificate_issued

MOVING = frozenset({ChangeKind.MOVE, ChangeKind.ORDER, ChangeKind.SWAP, ChangeKind.DATES, ChangeKind.SUPERVISOR})


@receiver(moved, sender=Placement, dispatch_uid="evaluations follow placements")
def follow_placement(thing: Placement, move: Move, by: Actor, now: datetime, **_kwargs: Any) -> None:
    """An arrival plans the evaluations, another last day moves them, an early end cancels them; who does not come is still named in
    letters. Inside the placement's own transaction.
    """
    if move == ARRIVE:
        plan_evaluations(placement_id=thing.pk, now=now)
    elif move == REDATE:
        move_evaluations(placement_id=thing.pk)
    elif move in {CANCEL, END_EARLY}:
        cancel_evaluations(placement_id=thing.pk, by=by, now=now)
    if move == CANCEL:
        tell_of_letters(placement=thing, now=now)


@receiver(moved_many, sender=Placement, dispatch_uid="evaluations follow placements that were brought over")
def follow_placements(things: list[Placement], move: Move, now: datetime, **_kwargs: Any) -> None:
    """Placements that were under way before the portal get what is ahead of them."""
    if move == BRING_ACTIVE:
        plan_many(placements=things, now=now)


@receiver(moved, sender=PlacementChange, dispatch_uid="evaluations follow changes")
def follow_change(thing: PlacementChange, move: Move, by: Actor, now: datetime, **_kwargs: Any) -> None:
    """Blocks that have moved take their evaluations along, also to the other student of a swap."""
    if move == CARRY_OUT and thing.kind in MOVING:
        for pk in sorted(pk for pk in (thing.placement_id, thing.other_id) if pk):
            follow_blocks(placement_id=pk, by=by, now=now)


@receiver(moved, sender=Certificate, dispatch_uid="a student's CV follows certificates")
def follow_certificate(thing: Certificate, move: Move, **_kwargs: Any) -> None:
    """What was issued stands on the student's CV with its code, until it is revoked or replaced."""
    tell = certificate_issued if move == ISSUE_CERTIFICATE else certificate_ended
    tell(placement_key=thing.placement_id, code=thing.code)


def evaluation_missing(placement: Placement) -> Promise | None:
    """A placement is not complete without its final evaluation. One query."""
    finals = Evaluation.objects.filter(placement=placement, occasion=Evaluation.Occasion.FINAL, state__in=LOCKED)
    return None if finals.exists() else _("The final evaluation is not submitted.")


if evaluation_missing not in completion.CHECKS:
    completion.CHECKS.append(evaluation_missing)


def certificate_rests(placement: Placement) -> Refusal | None:
    """A certificate that holds prints the approved hours: it goes first. One query."""
    if (issued := Certificate.objects.live().filter(placement=placement).first()) is None:
        return None
    if issued.is_statement:
        return Refusal(
            _("A statement of %(student)s prints these hours.") % {"student": placement.student},
            instead=_("Revoke the statement first, then withdraw the recording; or answer that it stands."),
        )
    return Refusal(
        _("A certificate of %(student)s prints these hours.") % {"student": placement.student},
        instead=_("Revoke the certificate first, then withdraw the recording; or answer that it stands."),
    )


if certificate_rests not in hours_taking_back.RESTS_ON_HOURS:
    hours_taking_back.RESTS_ON_HOURS.append(certificate_rests)


def move_placement_letters(old: Partner, new: Partner) -> int:
    """What a letter says stays as it was printed; to whom it belongs follows the partner that the old one became."""
    with pgtrigger.ignore("evaluations.PlacementLetter:what_a_letter_of_placement_says_stays"):
        return PlacementLetter.objects.filter(partner=old).update(partner=new)


MOVERS["evaluations.PlacementLetter"] = move_placement_letters
