"""What may be done about interviews, by whom and until when."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.lifecycle import Move
from core.verdict import YES, Verdict, never, no
from placements.models import Application, Interview, InterviewTime, Slot
from placements.policies.applications import is_lead, is_own, stands
from placements.policies.blind import was_read_blind
from placements.policies.facts import known
from placements.policies.selection import may_choose, selection_of
from placements.states import BOOK, CALL_OFF, HOLD, INVITE, MISS, REBOOK, InterviewState

MOVABLE_UNTIL = timedelta(hours=12)  # before it begins; later the student calls


def may_offer_times(actor: Actor, slot: Slot) -> Verdict:
    """The lead of a slot with interviews."""
    if not (verdict := may_choose(actor, slot)):
        return verdict
    selection = selection_of(slot)
    if selection is None or not selection.has_interviews:
        return no(_("This slot has no interviews."), _("Switch them on where you say how applicants are chosen."))
    return YES


def may_remove(actor: Actor, time: InterviewTime) -> Verdict:
    """The lead, while nobody has used it."""
    if not (verdict := may_offer_times(actor, time.slot)):
        return verdict
    if time.interviews.exclude(state=InterviewState.CANCELLED).exists():
        return no(_("An interview stands at this time."), _("Call the interview off first."))
    return YES


def may_invite(actor: Actor, application: Application, now: datetime) -> Verdict:
    """The lead, while it is judged, the slot has interviews with a time left, and no other interview is ahead; of a blind review once
    somebody has scored it.
    """
    if not is_lead(actor, application):
        return never(_("Only the partner’s placement lead invites to an interview."))
    if not (verdict := stands(application, INVITE)):
        return verdict
    if not (verdict := may_offer_times(actor, application.slot)):
        return verdict
    if not (verdict := was_read_blind(application)):
        return verdict
    if known(application, "is_prepared", application.decisions.prepared().exists):
        return no(_("A decision is prepared already."), _("Take it back first."))
    if known(application, "is_invited", application.interviews.ahead().exists):
        return no(_("An interview is ahead already."), _("Wait for it, or call it off first."))
    if not known(application, "has_free_time", InterviewTime.objects.fit_for(application).free(now).exists):
        return no(_("No time is free."), _("Offer some times first."))
    return YES


def _own(actor: Actor, interview: Interview) -> Verdict:
    if is_own(actor, interview.application):
        return YES
    return never(_("Only the student chooses the time."))


def _moves(interview: Interview, move: Move) -> Verdict:
    if move.allowed_from(interview.state):
        return YES
    words = _("It stands at “%(state)s”.") % {"state": interview.get_state_display()}
    return no(words, _("Its history shows what happened."))


def may_book(actor: Actor, interview: Interview, now: datetime) -> Verdict:
    """The student: a first time, or another one while there are twelve hours left."""
    if not (verdict := _own(actor, interview)):
        return verdict
    if interview.state != InterviewState.BOOKED:
        return _moves(interview, BOOK)
    if interview.during.lower - now < MOVABLE_UNTIL:
        return no(
            _("It begins in less than %(n)d hours.") % {"n": MOVABLE_UNTIL.seconds // 3600},
            _("Write to the partner’s placement office."),
        )
    return _moves(interview, REBOOK)


def _runs(actor: Actor, interview: Interview) -> Verdict:
    mine = (
        actor.acts_as(Role.SUPERVISOR)
        and interview.time is not None
        and interview.time.interviewer_id == actor.membership_id
    )
    if mine or is_lead(actor, interview.application):
        return YES
    return never(_("Only who holds it, and the partner’s placement lead, says so."))


def may_call_off(actor: Actor, interview: Interview, now: datetime) -> Verdict:
    """The student and the partner's lead, while it is ahead; once it has begun, whoever runs it says what came of it."""
    if not (is_own(actor, interview.application) or is_lead(actor, interview.application)):
        return never(_("Only the student and the partner’s placement lead call it off."))
    if _begun(interview, now):
        return no(_("Its time has come."), _("Whoever runs it says whether it took place."))
    return _moves(interview, CALL_OFF)


def _begun(interview: Interview, now: datetime) -> Verdict:
    if interview.during is None or interview.during.lower > now:
        return no(_("It has not begun yet."), _("Come back when its time has come."))
    return YES


def may_hold(actor: Actor, interview: Interview, now: datetime) -> Verdict:
    """Who runs it, from its beginning on; also where it was taken for missed by mistake."""
    return _runs(actor, interview) and _moves(interview, HOLD) and _begun(interview, now)


def may_miss(actor: Actor, interview: Interview, now: datetime) -> Verdict:
    """Who runs it, from its beginning on."""
    return _runs(actor, interview) and _moves(interview, MISS) and _begun(interview, now)


def briefs(actor: Actor, interview: Interview) -> bool:
    """True for the partner's people, who read the briefing sheet; the student reads what to ask."""
    return actor.acts_as(Role.LEAD, Role.SUPERVISOR)
