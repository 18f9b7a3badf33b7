"""Handing over what waits for one of a partner's people to another of them: their interns, slots, evaluations, interviews, applications.

What is over stays as it was, what somebody signed stays theirs, and a letter that was begun is its writer's alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, InternalError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Intervention
from accounts.services.chores import record_intervention
from config.bad_day import notices, policies
from core.actor import Actor, Role
from core.clock import day_of
from core.errors import Refusal, Words
from core.models import Stamped, Versioned
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
from placements.services.interviews_passing import pass_time
from placements.services.placements import give_to
from placements.services.placements_moves import lock_placement
from placements.services.supervising import require_may_supervise, require_signs
from placements.states import HoursState, PlacementState, SlotState
from placements.states_course import ChangeState

AHEAD = (PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE)
OFFERED = (SlotState.DRAFT, SlotState.PUBLISHED, SlotState.PAUSED)


@dataclass(frozen=True, slots=True)
class Handing:
    """One hand-over: of whom, to whom, by whom."""

    giver: Membership
    to: Membership
    by: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What came of it: its row in the history, and why some of it stays."""

    row: Intervention
    stays: tuple[str, ...]


Give = Callable[[Any, Handing], int]  # how many passed on: one, or none that was no longer the giver's


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
    """To whom it may go: whoever else works for the same partner now and can do it. A lead's work goes to leads, too."""
    if giver.partner_id is None:
        return Membership.objects.none()
    roles = {Role.SUPERVISOR, giver.role}
    others = Membership.objects.current().filter(partner_id=giver.partner_id, role__in=roles, user__is_active=True)
    return (
        others.exclude(user_id=giver.user_id)
        .select_related("user", "partner", "department")
        .order_by("user__name", "pk")
    )


@transaction.atomic
def hand_over(*, membership_id: int, by: Actor, now: datetime, to: Membership, reason: str) -> HandedOver:
    """Give `to` everything that waits for the other; what a rule keeps stays, and the answer says why. All of it, or nothing where a
    row is busy.

    Locks both memberships, then each thing as its own services do. Raises NotAllowed; Refusal when nothing waits or `to` cannot do it.
    """
    giver, to = _lock(membership_id, to.pk)
    require(policies.may_hand_over(by, giver))
    _refuse_who_cannot(giver, to)
    passed = [_give(kind, Handing(giver, to, by, now)) for kind in _kinds(giver, now)]
    stays = [f"{line.label}: {words}" for line in passed for words in dict.fromkeys(line.stays)]
    if not any(line.count for line in passed):
        raise Refusal(
            " ".join([_("Nothing of what waits can pass on to this person."), *stays]),
            instead=_("Choose somebody else."),
            field="to",
        )
    figures = {str(line.label): line.count for line in passed if line.count}
    figures["stays"] = sum(len(line.stays) for line in passed)
    row = record_intervention(
        Intervention.Kind.HAND_OVER,
        by=by, now=now, reason=reason, person_id=giver.user_id, other_id=to.user_id, figures=figures,
    )  # fmt: skip
    kept = [f"{line.label}: {len(line.stays)}" for line in passed if line.stays]
    received = notices.work_received(row, giver, [str(line) for line in passed if line.count])
    for reader, message in ((to.user, received), (giver.user, notices.work_given(row, to, kept))):
        post(reader=reader, message=message, dedupe_key=f"{message.kind}:{row.pk}", now=now)
    return HandedOver(row, tuple(stays))


def _lock(giver_id: int, to_id: int) -> tuple[Membership, Membership]:
    """Both, in the order of their keys: of two who hand over at once, one comes after the other."""
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("user", "partner")
    locked = rows.filter(pk__in=[giver_id, to_id]).order_by("pk").in_bulk()
    return locked[giver_id], locked[to_id]


def _refuse_who_cannot(giver: Membership, to: Membership) -> None:
    if colleagues(giver).filter(pk=to.pk).exists():
        return
    instead = _("Choose a colleague from the list.")
    if to.partner_id == giver.partner_id and to.ended_at is None and to.role == Role.LEAD:
        words = _("%(name)s is a placement lead, who neither signs nor grades: the work would wait for nobody.")
        instead = _("Choose a supervisor; where there is none, a lead invites one first.")
        raise Refusal(words % {"name": to.user}, instead=instead, field="to")
    raise Refusal(_("This person works elsewhere."), instead=instead, field="to")


def _give(kind: Waiting, handing: Handing) -> Line:
    """Pass each on by itself. What is busy ends the act: it is done again as a whole."""
    stays, passed = [], 0
    for thing in kind.rows:
        try:
            with transaction.atomic():
                passed += kind.give(thing, handing)
        except Refusal as refusal:
            stays.append(str(refusal))
        except IntegrityError:  # they hold one of the kind already
            stays.append(_("%(name)s has one of these already.") % {"name": handing.to.user})
        except InternalError:  # a rule of the table stands against it
            stays.append(_("It can never pass to somebody else."))
    return Line(kind.label, passed, tuple(stays))


def _kinds(giver: Membership, now: datetime) -> tuple[Waiting, ...]:
    """Interns before evaluations: who is asked may then be the placement's own supervisor."""
    blocks = Block.objects.filter(ends_on__gte=day_of(now), placement__state__in=AHEAD)
    return (
        Waiting(_("interns"), Placement.objects.filter(supervisor=giver, state__in=AHEAD), _give_intern),
        Waiting(_("blocks of placements"), blocks.filter(supervisor=giver), _give_block),
        Waiting(_("slots"), Slot.objects.filter(supervisor=giver, state__in=OFFERED), _pointed("supervisor")),
        Waiting(
            _("blocks of slots"),
            SlotBlock.objects.filter(supervisor=giver, slot__state__in=OFFERED),
            _pointed("supervisor", signs=True),
        ),
        Waiting(
            _("evaluations to fill in"),
            Evaluation.objects.filter(evaluator=giver, state__in=WRITABLE),
            _give_evaluation,
        ),
        Waiting(
            _("interview times"),
            InterviewTime.objects.filter(interviewer=giver, starts_at__gt=now).order_by("pk"),
            _give_time,
        ),
        Waiting(
            _("slots whose applications they review"),
            Reviewer.objects.filter(membership=giver, selection__slot__state__in=OFFERED),
            _pointed("membership"),
        ),
        Waiting(
            _("names on lists"),
            ListedName.objects.filter(supervisor=giver, answer=ListedName.Answer.WAITING),
            _pointed("supervisor", signs=True),
        ),
        Waiting(
            _("changes that name them"),
            PlacementChange.objects.filter(supervisor=giver, state=ChangeState.ASKED),
            _pointed("supervisor", signs=True),
        ),
    )


def _pointed(name: str, *, signs: bool = False) -> Give:
    """Passing on by one column of what is still the giver's: an UPDATE that its history sees, and that an open form is too old for.

    `signs`: only to somebody who can sign.
    """

    def give(row: Any, handing: Handing) -> int:
        if signs:
            require_signs(handing.to)
        changes: dict[str, Any] = {name: handing.to}
        if isinstance(row, Versioned):
            changes["version"] = F("version") + 1
        if isinstance(row, Stamped):
            changes["updated_at"] = handing.now
        return int(type(row).objects.filter(pk=row.pk, **{name: handing.giver}).update(**changes))

    return give


def _give_intern(row: Placement, handing: Handing) -> int:
    placement = lock_placement(row.pk)
    if placement.supervisor_id != handing.giver.pk or placement.state not in AHEAD:
        return 0
    give_to(placement, handing.to, now=handing.now)
    return 1


def _give_block(row: Block, handing: Handing) -> int:
    require_may_supervise(lock_placement(row.placement_id), handing.to)
    return _pointed("supervisor")(row, handing)


def _give_evaluation(row: Evaluation, handing: Handing) -> int:
    evaluation = lock_evaluation(row.pk)
    if evaluation.evaluator_id != handing.giver.pk or evaluation.state not in WRITABLE:
        return 0
    note = _("Handed over by the portal’s administrator.")
    give_evaluation(evaluation, handing.to, by=handing.by, now=handing.now, note=note)
    return 1


def _give_time(row: InterviewTime, handing: Handing) -> int:
    return pass_time(row.pk, handing.giver, handing.to, by=handing.by, now=handing.now)
