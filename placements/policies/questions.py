"""Who asks about a slot, who answers for everybody to read, who takes down."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.lifecycle import Move
from core.verdict import YES, Verdict, never, no
from placements.models import Question, Slot
from placements.policies.slots import SHOWN
from placements.states import ANSWER_QUESTION, DECLINE_QUESTION, HIDE_QUESTION, QuestionState

WAITING_AT_MOST = 3  # of one student, about one slot


def may_ask(actor: Actor, slot: Slot) -> Verdict:
    """A student, while the slot is shown. Whether too many wait already, the service looks."""
    if not actor.acts_as(Role.STUDENT):
        return never(_("Students ask here."), _("Call or write to the partner’s education office."))
    if slot.state not in SHOWN:
        return no(_("It takes no applications any more."), _("Ask about one that is open."))
    return YES


def few_wait(count: int) -> Verdict:
    """Whether one more of a student's questions about a slot may wait beside `count`."""
    if count < WAITING_AT_MOST:
        return YES
    return no(
        _("%(n)d of your questions about this internship wait for an answer.") % {"n": count},
        _("You are told as soon as one is answered."),
    )


def may_answer(actor: Actor, question: Question) -> Verdict:
    """The partner's lead; again with a better answer, too."""
    return _leads(actor, question) and _stands(question, ANSWER_QUESTION)


def may_decline(actor: Actor, question: Question) -> Verdict:
    """The partner's lead, while it waits."""
    return _leads(actor, question) and _stands(question, DECLINE_QUESTION)


def may_hide(actor: Actor, question: Question) -> Verdict:
    """The partner's lead; an administrator too."""
    if not actor.acts_as(Role.ADMINISTRATOR) and not (verdict := _leads(actor, question)):
        return verdict
    return _stands(question, HIDE_QUESTION)


def _leads(actor: Actor, question: Question) -> Verdict:
    if actor.acts_as(Role.LEAD) and actor.partner_id == question.slot.partner_id:
        return YES
    return never(_("Questions are answered by the partner’s placement lead."))


def _stands(question: Question, move: Move) -> Verdict:
    if move.allowed_from(question.state):
        return YES
    words = _("It stands at “%(state)s”.") % {"state": QuestionState(question.state).label}
    return no(words, _("Open the list again."))
