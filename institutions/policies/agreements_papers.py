"""What may be done with the papers of an agreement: its files, and the signatures that were given on paper."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.verdict import YES, Verdict, never, no
from core.words import day
from institutions.models import Agreement, AgreementDocument, Side
from institutions.policies.agreements import is_ours, is_theirs
from institutions.states import OPEN, SIGN_ON_PAPER, AgreementState

LIVING = OPEN | {AgreementState.SIGNED}


def may_attach(actor: Actor, agreement: Agreement) -> Verdict:
    """Either party, until the agreement has ended."""
    if not (is_ours(actor, agreement) or is_theirs(actor, agreement)):
        return never(_("Only the two parties add documents."))
    if agreement.state not in LIVING:
        return no(_("This agreement is over, and its documents stay as they are."), _("Add it to the renewal."))
    return YES


def may_remove(actor: Actor, agreement: Agreement, document: AgreementDocument) -> Verdict:
    """The party that added it, until the agreement is signed."""
    mine = is_ours(actor, agreement) if document.side == Side.INSTITUTE else is_theirs(actor, agreement)
    if not mine:
        return never(_("Only the party that added a document removes it."), _("Ask them to."))
    if agreement.state not in OPEN:
        return no(_("It belongs to a signed agreement, and stays."), _("Add another one that says what changed."))
    return YES


def may_sign_on_paper(actor: Actor, agreement: Agreement, today: date) -> Verdict:
    """The institute's coordinator, while it is not signed."""
    if not is_ours(actor, agreement):
        return never(
            _("The institute’s coordinator records a signature on paper."), _("Send the scan to the placement office.")
        )
    if not SIGN_ON_PAPER.allowed_from(agreement.state):
        return no(_("It does not wait for a signature."), _("Its history shows what happened."))
    if not agreement.programmes.exists():
        return no(_("It covers no programme yet."), _("Edit it and choose at least one."))
    if agreement.ends_on < today:
        return no(
            _("Its last day, %(day)s, has passed.") % {"day": day(agreement.ends_on)}, _("Give it new dates first.")
        )
    return YES


def may_object(actor: Actor, agreement: Agreement) -> Verdict:
    """The partner's lead, to what the institute recorded from paper."""
    if not is_theirs(actor, agreement):
        return never(_("The partner’s placement lead objects to a signature of theirs."))
    if agreement.state != AgreementState.SIGNED or not agreement.signed_on_paper:
        return no(_("Nothing was recorded for you here."), _("To end a signed agreement, end it early."))
    if agreement.objected_at is not None:
        return no(_("You have objected already."), _("Talk to the institute’s placement office."))
    return YES


def may_settle(actor: Actor, agreement: Agreement) -> Verdict:
    """The partner's lead, who objected."""
    if not is_theirs(actor, agreement):
        return never(_("Only the partner withdraws its objection."))
    if agreement.objected_at is None or agreement.state != AgreementState.SIGNED:
        return no(_("There is no objection to withdraw."))
    return YES
