"""What an office may bring over from its earlier records: placements under way, and the hours approved so far."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.errors import Words
from core.verdict import YES, Verdict, never, no
from core.words import day
from placements.models import Placement
from placements.policies.placements import is_coordinator
from placements.states import PlacementState
from students.models import Student
from students.policies.students import keeps

BROUGHT = frozenset({PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE, PlacementState.COMPLETED})
COMING = frozenset({PlacementState.PLANNED, PlacementState.CONFIRMED})
COUNTED = frozenset({PlacementState.ACTIVE, PlacementState.COMPLETED})


def may_bring_any(actor: Actor) -> Verdict:
    """Coordinators: the records are their institute's."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("Placements are brought over by the institute’s placement office."), _("Ask its coordinator."))


def may_bring(actor: Actor, student: Student) -> Verdict:
    """A coordinator, for students of the own institute and programme."""
    if not (verdict := may_bring_any(actor)):
        return verdict
    return YES if keeps(actor, student) else never(_("This student belongs to another office."))


def state_by_days(starts_on: date, ends_on: date, today: date) -> PlacementState:
    """Where a placement stands of which the records say no more than its days."""
    if starts_on > today:
        return PlacementState.CONFIRMED
    return PlacementState.ACTIVE if ends_on >= today else PlacementState.COMPLETED


def against(state: str, starts_on: date, ends_on: date, agreed_with: str, today: date) -> Iterator[tuple[str, Words]]:
    """What stands against bringing a placement over in this state on these days, as (field, words)."""
    if state not in BROUGHT:
        yield "state", _("What was cancelled or ended early is not brought over.")
    elif state == PlacementState.PLANNED and starts_on <= today:
        yield "state", _("It has begun, so it cannot be planned only.")
    elif state == PlacementState.CONFIRMED and ends_on < today:
        yield "state", _("Its last day is over: it was completed, or did not take place.")
    elif state == PlacementState.ACTIVE and starts_on > today:
        yield "state", _("It begins on %(day)s, so the student cannot be there yet.") % {"day": day(starts_on)}
    elif state == PlacementState.COMPLETED and ends_on > today:
        yield "state", _("It runs until %(day)s, so it cannot be completed yet.") % {"day": day(ends_on)}
    if starts_on > today and not agreed_with:
        yield (
            "agreed_with",
            _(
                "It is still ahead. Write who at the partner agreed; where nobody has, send the name on a list of names."
            ),
        )


def may_correct(actor: Actor, placement: Placement) -> Verdict:
    """A coordinator of its institute, where it was brought over, until it is over."""
    if not is_coordinator(actor, placement):
        return never(_("The institute’s placement office corrects what it brought over."))
    if placement.brought_at is None:
        return no(_("It was made in the portal, and is changed on its own page."))
    if placement.state not in {*COMING, PlacementState.ACTIVE}:
        return no(_("It is over."))
    return YES


def may_redate(actor: Actor, placement: Placement, *, starts_on: date, ends_on: date, today: date) -> Verdict:
    """The same: both days before it has begun, the last one while the student is there and it is not behind."""
    if not (verdict := may_correct(actor, placement)):
        return verdict
    if placement.state == PlacementState.ACTIVE and (starts_on != placement.starts_on or ends_on < today):
        return no(_("The student is there: only the last day may move, to today or later."))
    return YES


def may_open_hours(actor: Actor, placement: Placement) -> Verdict:
    """A coordinator of its institute, for a placement that was brought over and has begun."""
    if not is_coordinator(actor, placement):
        return never(_("Opening hours are brought over by the institute’s placement office."))
    if placement.brought_at is None:
        return no(
            _("This placement was made in the portal: its hours are entered by the student."),
            _("Only hours of placements that were brought over are brought over too."),
        )
    if placement.state not in COUNTED:
        return no(_("It has not begun, so that there are no hours of it."))
    return YES
