"""Handing over what waits for one of a partner's people to another of them: their interns, slots, evaluations, interviews, applications.

What is over stays as it was, what somebody signed stays theirs, and a letter that was begun is its writer's alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Intervention
from accounts.services.chores import record_intervention
from config.bad_day import notices, policies
from core.actor import Actor
from core.clock import day_of
from core.errors import Refusal, Words
from core.verdict import require
from evaluations.models import Evaluation
from evaluations.services.evaluations_asking import give_evaluation
from evaluations.services.evaluations_moves import lock_evaluation
from evaluations.states import WRITABLE
from institutions.models import Membership
from notifications.services.posting import post
from placements.models import (
    Block,
    HoursEntry,
    InterviewTime,
    ListedName,
    Placement,
    PlacementChange,
    Reviewer,
    Slot,
    SlotBlock,
)
from placements.services.placements import give_to
from placements.services.placements_moves import lock_placement
from placements.states import HoursState, PlacementState, SlotState
from placements.states_course import ChangeState

AHEAD = (PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE)
OFFERED = (SlotState.DRAFT, SlotState.PUBLISHED, SlotState.PAUSED)


Give = Callable[[Any, Membership, Actor, datetime], None]  # row, to whom, by, now


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of what waits: its rows, and how one of them passes on. What cannot pass raises a Refusal, and stays."""

    label: Words
    rows: QuerySet[Any]
    give: Give


@dataclass(frozen=True, slots=True)
class Line:
    """How much of one kind waits, or passed on, and why some did not."""

    label: Words
    count: int
    stays: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.label}: {self.count}"


def waiting_for(giver: Membership, now: datetime) -> list[Line]:
    """What would be handed over, for the page that offers it. Hours go with their interns. Nine queries."""
    counts = [Line(kind.label, kind.rows.count()) for kind in _kinds(giver, now)]
    hours = HoursEntry.objects.filter(placement__supervisor=giver, state=HoursState.SUBMITTED).count()
    return [line for line in [*counts, Line(_("hours to sign, with their interns"), hours)] if line.count]


def colleagues(giver: Membership) -> QuerySet[Membership]:
    """To whom it may go: whoever else works for the same partner now."""
    if giver.partner_id is None:
        return Membership.objects.none()
    others = Membership.objects.current().filter(partner_id=giver.partner_id, user__is_active=True)
    return (
        others.exclude(user_id=giver.user_id)
        .select_related("user", "partner", "department")
        .order_by("user__name", "pk")
    )


@transaction.atomic
def hand_over(*, membership_id: int, by: Actor, now: datetime, to: Membership, reason: str) -> Intervention:
    """Give `to` everything that waits for the other. Locks each thing as its own services do; one that cannot pass on stays.

    Raises NotAllowed, Refusal when nothing waits or `to` works elsewhere.
    """
    giver = Membership.objects.select_related("user", "partner").get(pk=membership_id)
    require(policies.may_hand_over(by, giver))
    if not colleagues(giver).filter(pk=to.pk).exists():
        raise Refusal(_("This person works elsewhere."), instead=_("Choose a colleague from the list."), field="to")
    passed = [_give(kind, to, by, now) for kind in _kinds(giver, now)]
    if not any(line.count for line in passed):
        raise Refusal(
            _("Nothing of what waits can pass on to this person."), instead=_("Choose somebody else."), field="to"
        )
    figures = {str(line.label): line.count for line in passed if line.count} | {
        "stays": sum(len(line.stays) for line in passed)
    }
    row = record_intervention(
        Intervention.Kind.HAND_OVER,
        by=by, now=now, reason=reason, person_id=giver.user_id, other_id=to.user_id, figures=figures,
    )  # fmt: skip
    received = notices.work_received(row, giver, [str(line) for line in passed if line.count])
    for reader, message in ((to.user, received), (giver.user, notices.work_given(row, to))):
        post(reader=reader, message=message, dedupe_key=f"{message.kind}:{row.pk}", now=now)
    return row


def _give(kind: Waiting, to: Membership, by: Actor, now: datetime) -> Line:
    """Pass each on by itself."""
    stays, passed = [], 0
    for thing in kind.rows:
        try:
            with transaction.atomic():
                kind.give(thing, to, by, now)
            passed += 1
        except Refusal as refusal:
            stays.append(str(refusal))
        except DatabaseError:  # they hold one of the kind already, or a rule of the table stands against it
            stays.append(str(thing))
    return Line(kind.label, passed, tuple(stays))


def _kinds(giver: Membership, now: datetime) -> tuple[Waiting, ...]:
    """Interns before evaluations: who is asked may then be the placement's own supervisor."""
    blocks = Block.objects.filter(ends_on__gte=day_of(now), placement__state__in=AHEAD)
    return (
        Waiting(_("interns"), Placement.objects.filter(supervisor=giver, state__in=AHEAD), _give_intern),
        Waiting(_("blocks of placements"), blocks.filter(supervisor=giver), _pointed("supervisor")),
        Waiting(_("slots"), Slot.objects.filter(supervisor=giver, state__in=OFFERED), _pointed("supervisor")),
        Waiting(
            _("blocks of slots"),
            SlotBlock.objects.filter(supervisor=giver, slot__state__in=OFFERED),
            _pointed("supervisor"),
        ),
        Waiting(
            _("evaluations to fill in"),
            Evaluation.objects.filter(evaluator=giver, state__in=WRITABLE),
            _give_evaluation,
        ),
        Waiting(
            _("interview times"),
            InterviewTime.objects.filter(interviewer=giver, starts_at__gt=now),
            _pointed("interviewer"),
        ),
        Waiting(
            _("slots whose applications they review"),
            Reviewer.objects.filter(membership=giver, selection__slot__state__in=OFFERED),
            _pointed("membership"),
        ),
        Waiting(
            _("names on lists"),
            ListedName.objects.filter(supervisor=giver, answer=ListedName.Answer.WAITING),
            _pointed("supervisor"),
        ),
        Waiting(
            _("changes that name them"),
            PlacementChange.objects.filter(supervisor=giver, state=ChangeState.ASKED),
            _pointed("supervisor"),
        ),
    )


def _pointed(name: str) -> Give:
    """Passing on by one column: an UPDATE that its history sees, and to which no `save` of the model adds."""

    def give(row: Any, to: Membership, _by: Actor, _now: datetime) -> None:
        type(row).objects.filter(pk=row.pk).update(**{name: to})

    return give


def _give_intern(row: Placement, to: Membership, _by: Actor, now: datetime) -> None:
    give_to(lock_placement(row.pk), to, now=now)


def _give_evaluation(row: Evaluation, to: Membership, by: Actor, now: datetime) -> None:
    note = _("Handed over by the portal’s administrator.")
    give_evaluation(lock_evaluation(row.pk), to, by=by, now=now, note=note)
