"""What may be done with an agreement, by whom."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor, Role
from core.errors import Gone
from core.verdict import YES, Verdict, never, no
from core.words import day
from institutions.models import Agreement, AgreementTransition
from institutions.policies.clauses import may_go_without
from institutions.states import DISCARD, EDITABLE, RECALL, UNSENT, AgreementState


def may_draft(actor: Actor) -> Verdict:
    """Coordinators draft agreements for their institute."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(
        _("Agreements are drafted by the institute’s placement office."), _("Ask its coordinator to begin one.")
    )


def may_see_runway(actor: Actor) -> Verdict:
    """The two parties of agreements, and viewers of the institute."""
    if actor.acts_as(Role.COORDINATOR, Role.VIEWER, Role.LEAD):
        return YES
    return never(_("The runway is for placement offices and for those who read their figures."))


def is_ours(actor: Actor, agreement: Agreement) -> bool:
    """True for a coordinator of its institute."""
    return actor.acts_as(Role.COORDINATOR) and actor.institute_id == agreement.institute_id


def is_theirs(actor: Actor, agreement: Agreement) -> bool:
    """True for a placement lead of its partner."""
    return actor.acts_as(Role.LEAD) and actor.partner_id == agreement.partner_id


def may_edit(actor: Actor, agreement: Agreement) -> Verdict:
    """The institute's coordinator, while it is a draft or was returned."""
    if not is_ours(actor, agreement):
        return never(
            _("Only the institute’s coordinator changes the text."),
            _("Return it with a note that says what to change."),
        )
    if agreement.state not in EDITABLE:
        return no(
            _("The text cannot change while the partner has it, nor after it was signed."),
            _("Renew it to agree on something else."),
        )
    return YES


def may_send(actor: Actor, agreement: Agreement, today: date) -> Verdict:
    """Sending is the institute's signature: the minimum clauses are settled, or stand in a scan."""
    if not (verdict := may_edit(actor, agreement)):
        return verdict
    if not agreement.programmes.exists():
        return no(_("It covers no programme yet."), _("Edit it and choose at least one."))
    if agreement.ends_on < today:
        return no(
            _("Its last day, %(day)s, has passed.") % {"day": day(agreement.ends_on)}, _("Edit it and choose others.")
        )
    return may_go_without(agreement)


def may_recall(actor: Actor, agreement: Agreement) -> Verdict:
    """The institute's coordinator, while the partner has not answered."""
    if not is_ours(actor, agreement):
        return never(_("Only the institute’s coordinator takes it back."), _("Return it with a note instead."))
    if not RECALL.allowed_from(agreement.state):
        return no(_("It does not wait for the partner."), _("Its history shows what happened."))
    return YES


def may_discard(actor: Actor, agreement: Agreement) -> Verdict:
    """The institute's coordinator, while the partner does not have it: a draft, or one that was returned."""
    if not is_ours(actor, agreement):
        return never(_("Only the institute’s coordinator throws a draft away."))
    if not DISCARD.allowed_from(agreement.state):
        return no(
            _("Only a draft, or what the partner returned, can be thrown away."),
            _("Take it back first, or end it early once it is signed."),
        )
    return YES


def what_became_of(actor: Actor, agreement_id: int) -> Gone | None:
    """Of an agreement that a lead's partner was sent and has no more: who took it away. None of any other. One query."""
    if not actor.acts_as(Role.LEAD):
        return None
    gone = AgreementTransition.objects.filter(
        Q(move=RECALL.name) | Q(move=DISCARD.name, from_state=AgreementState.RETURNED),
        thing=agreement_id,
        thing__partner=actor.partner_id,
        thing__state__in=UNSENT,
    )
    row = gone.select_related("thing__institute", "by").order_by("-pk").first()
    if row is None:
        return None
    institute = row.thing.institute
    when = day(clock.day_of(row.at, institute.zone))
    words = {"who": row.by, "institute": institute, "title": row.thing.title, "day": when}
    if row.move == DISCARD.name:
        return Gone(
            _("%(who)s of %(institute)s gave “%(title)s” up on %(day)s.") % words, instead=_("Nothing is asked of you.")
        )
    return Gone(
        _("%(who)s of %(institute)s took “%(title)s” back on %(day)s.") % words,
        instead=_("Nothing is asked of you. If it is sent again, you are told."),
    )


def _may_answer(actor: Actor, agreement: Agreement) -> Verdict:
    if not is_theirs(actor, agreement):
        return never(_("The partner’s placement lead answers an agreement."))
    if agreement.state != AgreementState.WITH_PARTNER:
        return no(_("It does not wait for your answer."), _("Its history shows what happened."))
    return YES


def may_return(actor: Actor, agreement: Agreement) -> Verdict:
    """The partner's lead, while the partner has it."""
    return _may_answer(actor, agreement)


def may_sign(actor: Actor, agreement: Agreement, today: date) -> Verdict:
    """The partner's lead, while the partner has it; never the person who signed for the institute."""
    if not (verdict := _may_answer(actor, agreement)):
        return verdict
    if agreement.sent_by_id == actor.user_id:
        return never(_("You signed this for the institute."), _("Somebody else must sign for the partner."))
    if agreement.ends_on < today:
        return no(
            _("Its last day, %(day)s, has passed.") % {"day": day(agreement.ends_on)}, _("Return it with new dates.")
        )
    return YES


def may_terminate(actor: Actor, agreement: Agreement) -> Verdict:
    """Either party, while it is signed."""
    if not (is_ours(actor, agreement) or is_theirs(actor, agreement)):
        return never(_("Only the two parties end an agreement."))
    if agreement.state != AgreementState.SIGNED:
        return no(_("Only a signed agreement can be ended early."))
    return YES


def may_renew(actor: Actor, agreement: Agreement) -> Verdict:
    """The institute's coordinator; one successor."""
    if not is_ours(actor, agreement):
        return never(_("Renewals are drafted by the institute’s placement office."))
    if agreement.state not in {AgreementState.SIGNED, AgreementState.EXPIRED}:
        return no(_("Only an agreement that was signed can be renewed."))
    if getattr(agreement, "successor", None) is not None:
        return no(_("Its renewal was begun already."), _("Open the renewal instead."))
    return YES
