"""Who may ask for a change of a placement, whose word it waits for, who answers; what hangs on it: rests, mid-point, emergencies."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from placements.models import Block, ChangeKind, Placement, PlacementChange, Side, Suspension
from placements.policies.placements import is_coordinator, is_intern, is_lead, is_supervisor
from placements.policies.training import under_way
from placements.states import PlacementState
from placements.states_course import CARRY_OUT

BOTH_OFFICES = frozenset({Side.LEAD, Side.COORDINATOR})
# Whose word a change waits for, but for whoever asks. A supervisor is spoken for by the partner’s lead, and told.
ASKED: Mapping[str, frozenset[Side]] = {
    ChangeKind.MOVE: BOTH_OFFICES | {Side.STUDENT},
    ChangeKind.ORDER: BOTH_OFFICES | {Side.STUDENT},
    ChangeKind.SWAP: BOTH_OFFICES | {Side.STUDENT, Side.OTHER},
    ChangeKind.DATES: BOTH_OFFICES | {Side.STUDENT},
    ChangeKind.SUPERVISOR: frozenset({Side.LEAD}),
    ChangeKind.SUSPEND: BOTH_OFFICES,
    ChangeKind.END: BOTH_OFFICES,
}
# Who does it outright: a student who is hurt or accused cannot wait for a second office.
OUTRIGHT: Mapping[str, frozenset[Side]] = {
    ChangeKind.SUPERVISOR: frozenset({Side.LEAD}),
    ChangeKind.SUSPEND: BOTH_OFFICES,
    ChangeKind.END: BOTH_OFFICES,
}
ONLY_ACTIVE = frozenset({ChangeKind.SUSPEND, ChangeKind.END})
OF_BLOCKS = frozenset({ChangeKind.MOVE, ChangeKind.ORDER, ChangeKind.SWAP})
AHEAD = frozenset({PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE})
MIDDLE_FROM = timedelta(days=28)  # a shorter placement has no mid-point
ASKED_FOR = timedelta(days=14)  # how long the question at mid-point stays


def side_of(actor: Actor, placement: Placement, other: Placement | None = None) -> Side | None:
    """For whom the actor speaks here; None for a supervisor, whose lead speaks, and for everybody who only reads."""
    if is_intern(actor, placement):
        return Side.STUDENT
    if other is not None and is_intern(actor, other):
        return Side.OTHER
    if is_lead(actor, placement):
        return Side.LEAD
    return Side.COORDINATOR if is_coordinator(actor, placement) else None


def words_needed(kind: str, by: Side | None) -> frozenset[Side]:
    """The sides whose word is waited for when `by` asks; none where it is done outright."""
    if by in OUTRIGHT.get(kind, frozenset()):
        return frozenset()
    return ASKED[kind] - {by}


def may_ask(actor: Actor, placement: Placement, kind: str = "") -> Verdict:
    """Whoever has a part in the placement, until it is over. `kind` may narrow the time."""
    if side_of(actor, placement) is None and not is_supervisor(actor, placement):
        return never(_("The student, the supervisor and the two placement offices ask for changes."))
    if placement.state not in AHEAD:
        return no(_("It is over."), _("Ask the placement office if something in it is wrong."))
    if kind in ONLY_ACTIVE:
        return under_way(placement)
    return YES


def may_answer(actor: Actor, change: PlacementChange) -> Verdict:
    """Whoever speaks for a side that has not answered."""
    side = side_of(actor, change.placement, change.other)
    open_sides = {answer.side for answer in change.answers.all() if answer.agreed_at is None}
    if side is None or side not in {answer.side for answer in change.answers.all()}:
        return never(_("This change does not wait for you."))
    if not CARRY_OUT.allowed_from(change.state):
        return no(_("Nothing waits here any more."), _("The page shows how it ended."))
    if side not in open_sides:
        return no(_("You have agreed already."), _("It is done when everybody has."))
    return YES


def may_withdraw(actor: Actor, change: PlacementChange) -> Verdict:
    """Whoever asked for it, while it waits."""
    if actor.user_id != change.asked_by_id:
        return never(_("Whoever asked for a change takes it back."))
    if not CARRY_OUT.allowed_from(change.state):
        return no(_("Nothing waits here any more."), _("Ask for another change."))
    return YES


def may_resume(actor: Actor, placement: Placement, suspension: Suspension | None, today: date) -> Verdict:
    """Either office, while the placement rests or is about to."""
    if not (is_lead(actor, placement) or is_coordinator(actor, placement)):
        return never(_("The two placement offices say when a placement goes on."))
    if suspension is None or suspension.last_day < today:
        return no(_("It is not suspended."))
    return YES


def middle_of(placement: Placement) -> date:
    """The day in the middle."""
    return placement.starts_on + (placement.ends_on - placement.starts_on) // 2


def is_mid_point(placement: Placement, today: date) -> bool:
    """True in the two weeks in which people are asked whether anything has changed."""
    if placement.state != PlacementState.ACTIVE or placement.ends_on - placement.starts_on < MIDDLE_FROM:
        return False
    return middle_of(placement) <= today < middle_of(placement) + ASKED_FOR


def may_check(actor: Actor, placement: Placement) -> Verdict:
    """The student and the supervisor say that all is as it stands here."""
    if not (is_intern(actor, placement) or is_supervisor(actor, placement)):
        return never(_("The student and the supervisor are asked whether anything has changed."))
    return under_way(placement)


def may_call_contact(actor: Actor, placement: Placement) -> Verdict:
    """Who would have to call somebody: supervisor, lead and coordinator, while the student is there. The student sees the own profile."""
    if not (is_supervisor(actor, placement) or is_lead(actor, placement) or is_coordinator(actor, placement)):
        return never(_("The emergency contact is for those who look after the student."))
    return under_way(placement)


def may_move_block(block: Block, today: date) -> Verdict:
    """Until its last day."""
    return no(_("This block is over."), _("Choose one that is ahead.")) if block.is_over(today) else YES


def may_see_week(actor: Actor) -> Verdict:
    """The partner’s people, and the institute for its own students."""
    if actor.acts_as(Role.LEAD, Role.SUPERVISOR, Role.COORDINATOR, Role.VIEWER):
        return YES
    return never(
        _("The week is for those who look after interns."), _("Your own timetable is on your placement’s page.")
    )
