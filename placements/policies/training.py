"""What may be done on placement: hours, objectives, feedback. And the limits of a shift."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor
from core.verdict import YES, Verdict, never, no
from core.words import day, when
from placements.models import FeedbackAsk, FeedbackNote, HoursEntry, Placement, ScalePoint
from placements.policies.placements import is_intern, is_supervisor
from placements.states import RETURN_HOURS, SUBMIT_HOURS, SUPERSEDE_HOURS, TAKE_BACK_HOURS, PlacementState

LONGEST_SHIFT = timedelta(hours=16)
LEVEL_SCALE = ("supervision", 1)  # slug and version of the scale on which objectives are confirmed


def levels() -> QuerySet[ScalePoint]:
    """The levels at which an objective may be confirmed, lowest first. One query."""
    slug, version = LEVEL_SCALE
    return ScalePoint.objects.filter(scale__slug=slug, scale__version=version).order_by("rank")


def under_way(placement: Placement) -> Verdict:
    """Whether the student is there now."""
    if placement.state == PlacementState.ACTIVE:
        return YES
    if placement.state in {PlacementState.PLANNED, PlacementState.CONFIRMED}:
        return no(_("The placement has not begun."), _("It begins when the partner records the arrival."))
    return no(_("The placement is over."), _("Ask the placement office if something is still missing."))


def may_log_hours(actor: Actor, placement: Placement) -> Verdict:
    """The student, while on placement."""
    if not is_intern(actor, placement):
        return never(_("The student enters the hours."))
    return under_way(placement)


def may_change_hours(actor: Actor, placement: Placement, entry: HoursEntry) -> Verdict:
    """The student may change or remove a draft."""
    if not (verdict := may_log_hours(actor, placement)):
        return verdict
    if not SUBMIT_HOURS.allowed_from(entry.state):
        return no(_("These hours were sent already."), _("Ask your supervisor to return them if something is wrong."))
    return YES


def may_correct_hours(actor: Actor, placement: Placement, entry: HoursEntry) -> Verdict:
    """The student may replace an entry that was returned."""
    if not (verdict := may_log_hours(actor, placement)):
        return verdict
    if not SUPERSEDE_HOURS.allowed_from(entry.state):
        return no(_("Only hours that were returned are corrected."), _("Your hours show where each entry stands."))
    return YES


def may_sign_hours(actor: Actor, placement: Placement) -> Verdict:
    """The supervisor of this intern, and nobody else; after an early end, too: what was worked until then is no less worked."""
    if not is_supervisor(actor, placement):
        return never(_("Only the supervisor of this placement signs its hours."))
    return YES if placement.state == PlacementState.ENDED_EARLY else under_way(placement)


def may_return_hours(actor: Actor, placement: Placement, entry: HoursEntry) -> Verdict:
    """The supervisor, while the entry waits."""
    if not (verdict := may_sign_hours(actor, placement)):
        return verdict
    if not RETURN_HOURS.allowed_from(entry.state):
        return no(_("These hours do not wait for you."), _("What was approved stays approved."))
    return YES


def may_reopen_hours(actor: Actor, placement: Placement, entry: HoursEntry) -> Verdict:
    """The supervisor takes the signature back while the student is there to put it right. Opening hours are the offices’ own."""
    if not (verdict := may_sign_hours(actor, placement) and under_way(placement)):
        return verdict
    if entry.is_opening or not TAKE_BACK_HOURS.allowed_from(entry.state):
        return no(_("These hours are not approved."), _("What still waits is returned from the page of waiting hours."))
    return YES


def may_confirm_objectives(actor: Actor, placement: Placement) -> Verdict:
    """The supervisor, while the student is on placement."""
    if not is_supervisor(actor, placement):
        return never(_("Only the supervisor of this placement confirms its objectives."))
    return under_way(placement)


def may_leave_feedback(actor: Actor, placement: Placement) -> Verdict:
    """The supervisor, while the student is on placement."""
    if not is_supervisor(actor, placement):
        return never(_("Only the supervisor of this placement leaves feedback."))
    return under_way(placement)


def may_ask_feedback(actor: Actor, placement: Placement, last: FeedbackAsk | None, now: datetime) -> Verdict:
    """The student, while on placement; the same person once a week. `last` is the last ask of the present supervisor."""
    if not is_intern(actor, placement):
        return never(_("The student asks for feedback."))
    if not (verdict := under_way(placement)):
        return verdict
    if placement.supervisor_id is None:
        return no(_("Nobody is named as your supervisor yet."), _("Ask the placement office who guides you."))
    if last is not None and not last.may_come_again(now):
        return no(
            _("You asked on %(day)s.") % {"day": day(clock.day_of(last.at, placement.institute.zone))},
            _("You can ask again from %(moment)s.") % {"moment": when(last.again_from, placement.institute.zone)},
        )
    return YES


def may_take_back_ask(actor: Actor, placement: Placement, ask: FeedbackAsk | None) -> Verdict:
    """The student, while nobody has answered. `ask` is the one that stands."""
    if not is_intern(actor, placement):
        return never(_("The student asks for feedback."))
    return no(_("Nothing that you asked for waits.")) if ask is None else YES


def may_thank(actor: Actor, note: FeedbackNote) -> Verdict:
    """The student, once."""
    if not is_intern(actor, note.placement):
        return never(_("Only the student thanks for feedback."))
    if note.thanked_at is not None:
        return no(_("You have said thank you already."))
    return YES


def may_answer(actor: Actor, note: FeedbackNote) -> Verdict:
    """The student, once; on the record of the placement it stays."""
    if not is_intern(actor, note.placement):
        return never(_("Only the student answers feedback."))
    if note.answered_at is not None:
        return no(_("You have answered already."), _("Go on in the messages if there is more to say."))
    return YES
