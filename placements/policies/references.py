"""Who asks for a reference, who answers for an address, who writes, who reads."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.lifecycle import Move
from core.verdict import YES, Verdict, never, no
from placements.models import Application, Referee, Reference
from placements.policies.applications import is_own
from placements.states import (
    ANSWER_REFERENCE,
    CANCEL_REFERENCE,
    COUNTED,
    DECIDED,
    DECLINE_REFERENCE,
    REFUSE_REFEREE,
    SEND_REFERENCE,
)
from students.policies.students import keeps

NOTICE = timedelta(weeks=3)  # what a good letter takes
LIVE_AT_MOST = 10  # requests of one student that wait at once


def may_ask(actor: Actor, application: Application, now: datetime) -> Verdict:
    """The student, for an application of their own that is not decided."""
    if not is_own(actor, application):
        return never(_("References are asked for by the student."))
    if application.state in DECIDED:
        return no(_("This application is decided."), _("Ask for the next one."))
    waiting = application.student.references.filter(state__in=SEND_REFERENCE.sources | ANSWER_REFERENCE.sources)
    if waiting.count() >= LIVE_AT_MOST:
        return no(_("Many people have been asked already."), _("Wait for their answers, or take a request back."))
    return YES


def may_choose(actor: Actor, application: Application) -> Verdict:
    """The student says which of their references go with it, while it is not decided."""
    if not is_own(actor, application):
        return never(_("Which references go with an application is the student’s to choose."))
    if application.state in DECIDED:
        return no(_("This application is decided."), _("Choose for the next one."))
    return YES


def is_own_reference(actor: Actor, reference: Reference) -> bool:
    """True for the student who asked for it, acting as a student of that institute."""
    student = reference.student
    mine = actor.acts_as(Role.STUDENT) and actor.institute_id == student.institute_id
    return mine and actor.user_id == student.user_id


def is_writer(actor: Actor, reference: Reference) -> bool:
    """True for the referee who came by the mailed link, or whose word is recorded from paper."""
    return actor.via in {Via.LINK, Via.PAPER, Via.PHONE} and actor.user_id == reference.referee.user_id


def stands(reference: Reference, move: Move) -> Verdict:
    """Whether the move may start where the reference stands."""
    if move.allowed_from(reference.state):
        return YES
    words = _("It stands at “%(state)s”.") % {"state": reference.get_state_display()}
    return no(words, _("Its history shows what happened."))


def may_confirm(actor: Actor, reference: Reference) -> Verdict:
    """The student's placement office, never the student under another hat."""
    return _answers_for(actor, reference, SEND_REFERENCE)


def may_refuse(actor: Actor, reference: Reference) -> Verdict:
    """The same."""
    return _answers_for(actor, reference, REFUSE_REFEREE)


def _answers_for(actor: Actor, reference: Reference, move: Move) -> Verdict:
    if not keeps(actor, reference.student) or actor.user_id == reference.student.user_id:
        return never(_("Only the student’s placement office answers for an address."))
    if actor.user_id == reference.referee.user_id:
        return never(_("You are the referee."), _("A colleague confirms your address."))
    return stands(reference, move)


def may_send(referee: Referee) -> Verdict:
    """A link that writes goes to nobody whom the institute has not confirmed."""
    if referee.is_confirmed:
        return YES
    return no(_("The placement office has not confirmed this address yet."), _("It is asked; you are told."))


def may_write(actor: Actor, reference: Reference) -> Verdict:
    """The referee, until it is answered."""
    if not is_writer(actor, reference):
        return never(_("Only the referee writes it."))
    return stands(reference, ANSWER_REFERENCE)


def may_decline(actor: Actor, reference: Reference) -> Verdict:
    """The referee, until it is answered."""
    if not is_writer(actor, reference):
        return never(_("Only the referee declines."))
    return stands(reference, DECLINE_REFERENCE)


def may_cancel(actor: Actor, reference: Reference) -> Verdict:
    """The student, until it is answered."""
    if not is_own_reference(actor, reference):
        return never(_("Only the student takes a request back."))
    return stands(reference, CANCEL_REFERENCE)


def may_read(actor: Actor, reference: Reference) -> Verdict:
    """The partner's lead whom an application of it reached; the student unless they waived. Nobody through somebody's eyes."""
    if actor.viewed_by is not None:
        return never(_("References are not read through somebody else’s eyes."))
    own = is_own_reference(actor, reference)
    if own and reference.state not in COUNTED:
        return never(_("It will not be written."), _("Ask somebody else, if your application wants one more."))
    if own and reference.waived:
        return never(_("You gave up the right to read it."), _("You see how it stands, and the partner reads it."))
    if not (own or _reached(actor, reference)):
        return never(_("A reference is read by whoever decides on the application."))
    return YES if reference.is_written else no(_("It is not written yet."), _("You are told when it comes."))


def _reached(actor: Actor, reference: Reference) -> bool:
    """True for a lead of a partner to which an application that it is for was sent, and for a reviewer who is named for its slot."""
    if not actor.acts_as(Role.LEAD, Role.SUPERVISOR) or actor.user_id == reference.student.user_id:
        return False
    sent = [
        use
        for use in reference.applications.all()
        if use.slot.partner_id == actor.partner_id and use.submitted_at is not None
    ]
    if actor.acts_as(Role.LEAD):
        return bool(sent)
    return Application.objects.visible_to(actor).filter(pk__in=[use.pk for use in sent]).exists()
