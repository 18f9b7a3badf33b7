"""Who reads and answers enquiries from outside."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.lifecycle import Move
from core.verdict import YES, Verdict, never, no
from institutions.models import Enquiry
from institutions.states import ANSWER_ENQUIRY, CLOSE_ENQUIRY, INVITE_ENQUIRY, EnquiryState


def may_list(actor: Actor) -> Verdict:
    """Placement offices, and administrators."""
    if actor.acts_as(Role.COORDINATOR, Role.ADMINISTRATOR):
        return YES
    return never(_("Enquiries are read by the placement office that they went to."))


def may_answer(actor: Actor, enquiry: Enquiry) -> Verdict:
    """The office that it went to; once more, too."""
    return _of_office(actor, enquiry) and _stands(enquiry, ANSWER_ENQUIRY)


def may_close(actor: Actor, enquiry: Enquiry) -> Verdict:
    """The office, when it needs no answer."""
    return _of_office(actor, enquiry) and _stands(enquiry, CLOSE_ENQUIRY)


def may_sponsor(actor: Actor, enquiry: Enquiry) -> Verdict:
    """The office, of those who asked for it."""
    if not (verdict := _of_office(actor, enquiry)):
        return verdict
    if not enquiry.asks_to_be_sponsored:
        return no(_("They did not ask to be sponsored."), _("Answer them, and add a student under “Students”."))
    return _stands(enquiry, INVITE_ENQUIRY)


def _of_office(actor: Actor, enquiry: Enquiry) -> Verdict:
    if actor.acts_as(Role.COORDINATOR) and actor.institute_id == enquiry.institute_id:
        return YES
    return never(_("Only the placement office that it went to answers it."))


def _stands(enquiry: Enquiry, move: Move) -> Verdict:
    if move.allowed_from(enquiry.state):
        return YES
    return no(_("It stands at “%(state)s”.") % {"state": EnquiryState(enquiry.state).label}, _("Open the list again."))
