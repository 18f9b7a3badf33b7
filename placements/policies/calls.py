"""What may be done with a call for places, by whom."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor, Role, Via
from core.verdict import YES, Verdict, never, no
from institutions.models import Institute
from placements.models import Call, CallAnswer
from placements.policies.drafts import is_as_made
from placements.states import CANCEL_CALL, CLOSE_CALL, EXTEND_CALL, CallState


def may_write(actor: Actor) -> Verdict:
    """Coordinators call for places for their institute."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("Calls for places are written by an institute’s coordinator."), _("Ask its placement office."))


def may_see(actor: Actor) -> Verdict:
    """The offices on both sides, and administrators."""
    if actor.acts_as(Role.LEAD, Role.COORDINATOR, Role.VIEWER, Role.ADMINISTRATOR):
        return YES
    return never(_("Calls for places are between institutes and partners."))


def _keeps(actor: Actor, call: Call) -> Verdict:
    """The institute's coordinator, within the programme where the role has one."""
    ours = actor.acts_as(Role.COORDINATOR) and actor.institute_id == call.institute_id
    if ours and actor.programme_id in {None, call.programme_id}:
        return YES
    return never(_("Only the coordinator who looks for these places does this."))


def may_edit(actor: Actor, call: Call) -> Verdict:
    """While it is a draft: afterwards partners have read it."""
    if not (verdict := _keeps(actor, call)):
        return verdict
    if call.state != CallState.DRAFT:
        return no(_("Partners have read it, so it does not change."), _("Close it and write another one."))
    return YES


def may_choose(actor: Actor, call: Call) -> Verdict:
    """Whom to ask, until it is closed; who was asked stays."""
    if not (verdict := _keeps(actor, call)):
        return verdict
    if call.state not in {CallState.DRAFT, CallState.OPEN}:
        return no(_("It is over, so nobody is asked any more."), _("Write another call."))
    return YES


def may_send(actor: Actor, call: Call, now: datetime) -> Verdict:
    """A draft with somebody to ask, and time to answer."""
    if not (verdict := may_edit(actor, call)):
        return verdict
    if not call.answers.exists():
        return no(_("Nobody is chosen to ask yet."), _("Choose the partners first."))
    if call.is_past(now):
        return no(_("The day to answer by has passed."), _("Edit the call and choose a later one."))
    return YES


def may_extend(actor: Actor, call: Call, now: datetime) -> Verdict:
    """While it is open, and the first day lies ahead."""
    if not (verdict := _keeps(actor, call)):
        return verdict
    if not EXTEND_CALL.allowed_from(call.state):
        return no(_("Only the deadline of an open call moves."), _("Write another call for who is still missing."))
    if call.starts_on <= clock.day_of(now, call.institute.zone):
        return no(_("The first day has come, so there is no more time to answer."), _("Close the call."))
    return YES


def may_close(actor: Actor, call: Call, now: datetime) -> Verdict:
    """While it is open; the clock, once its deadline has passed."""
    if actor.via == Via.CLOCK:
        past = CLOSE_CALL.allowed_from(call.state) and call.is_past(now)
        return YES if past else no(_("Its deadline has not passed."))
    if not (verdict := _keeps(actor, call)):
        return verdict
    return YES if CLOSE_CALL.allowed_from(call.state) else no(_("Only an open call is closed."))


def may_cancel(actor: Actor, call: Call) -> Verdict:
    """Until it is closed."""
    if not (verdict := _keeps(actor, call)):
        return verdict
    if not CANCEL_CALL.allowed_from(call.state):
        return no(_("It is over."), _("What was promised stands; talk to the partners."))
    return YES


def may_chase(actor: Actor, call: Call) -> Verdict:
    """While it is open. Each silent partner is asked again by hand once a day: see `rested`."""
    if not (verdict := _keeps(actor, call)):
        return verdict
    if not call.is_open:
        return no(_("Nobody is asked while the call is not open."))
    return YES


def rested(answer: CallAnswer, now: datetime) -> bool:
    """True unless the partner was asked again by hand today, by the institute's calendar."""
    zone = answer.call.institute.zone
    return answer.chased_at is None or clock.day_of(answer.chased_at, zone) < clock.day_of(now, zone)


def is_theirs(actor: Actor, answer: CallAnswer) -> bool:
    """True for a lead of the partner that was asked, signed in or by link."""
    return actor.acts_as(Role.LEAD) and actor.partner_id == answer.partner_id


def may_answer(actor: Actor, answer: CallAnswer) -> Verdict:
    """The partner's lead, from the sending to the closing, and until somebody writes in the draft that it became, or publishes that.

    Expects `call` and `slot` loaded.
    """
    if not is_theirs(actor, answer):
        return never(_("A call is answered by the partner’s placement lead."))
    if answer.call.state == CallState.CANCELLED:
        return no(_("This call was cancelled."), _("You need not do anything."))
    if not answer.call.is_open:
        return no(_("This call is closed."), _("Write to the institute if you can still take interns."))
    if answer.slot_id is not None and not is_as_made(answer):
        words = {"slot": answer.slot, "institute": answer.call.institute, "office": _office(answer.call.institute)}
        return no(
            _("Your answer became the slot “%(slot)s”, which is under way.") % words,
            _(
                "Change the slot itself: sign in, or ask your placement lead. %(institute)s answers questions: %(office)s."
            )
            % words,
        )
    return YES


def _office(institute: Institute) -> str:
    """Where an institute's placement office is reached."""
    return ", ".join(filter(None, [institute.email, institute.phone])) or institute.city


def may_make_slot(actor: Actor, answer: CallAnswer) -> Verdict:
    """The partner's lead, once for each answer with places. Expects `call` loaded."""
    if not is_theirs(actor, answer):
        return never(_("The partner’s placement lead makes the slot."))
    if answer.call.state == CallState.CANCELLED:
        return no(_("This call was cancelled."), _("Write a slot of your own if you want interns all the same."))
    if not answer.places:
        return no(_("Your answer promises no places yet."), _("Answer the call with a number first."))
    return YES
