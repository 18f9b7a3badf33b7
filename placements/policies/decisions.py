"""What may be prepared in private, and when it may be released."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Via
from core.verdict import YES, Verdict, no
from placements.models import Application, Conflict, Decision, Slot
from placements.policies.applications import as_lead
from placements.policies.selection import may_choose, selection_of
from placements.states import ARRIVED, JUDGED, OFFER, ApplicationState


def may_prepare(actor: Actor, application: Application) -> Verdict:
    """The lead, of a slot with a selection, while nothing is decided."""
    if not (verdict := as_lead(actor, application, _("Only the partner’s placement lead decides on applications."))):
        return verdict
    if selection_of(application.slot) is None:
        return no(
            _("This slot decides at once."), _("Set up how applicants are chosen, to release decisions together.")
        )
    if application.state in ARRIVED:
        return no(_("Nobody has read it yet."), _("Begin the review first."))
    if not OFFER.allowed_from(application.state) or application.state == ApplicationState.WAITLISTED:
        words = _("It stands at “%(state)s”.") % {"state": application.get_state_display()}
        return no(words, _("Its history shows what happened."))
    return YES


def may_prepare_by_merit(actor: Actor, slot: Slot) -> Verdict:
    """A lead who has no conflict with anybody who is still judged: an order without somebody is no order of merit. One query."""
    if not (verdict := may_choose(actor, slot)):
        return verdict
    judged = Application.objects.filter(slot=slot, state__in=JUDGED)
    if Conflict.objects.of(actor.user_id).filter(application__in=judged).exists():
        return no(
            _("You declared a conflict of interest with one of those judged."),
            _("Another lead prepares the decisions by merit; you may prepare those of the others one by one."),
        )
    return YES


def may_release(actor: Actor, slot: Slot) -> Verdict:
    """The clock, or a lead who has no conflict with any of those decided; while something is prepared. One query."""
    if actor.via != Via.CLOCK and not (verdict := may_choose(actor, slot)):
        return verdict
    own = Conflict.objects.of(actor.user_id).filter(application=OuterRef("application"))
    prepared = Decision.objects.prepared().filter(application__slot=slot)
    conflicts = list(prepared.annotate(has_conflict=Exists(own)).values_list("has_conflict", flat=True))
    if any(conflicts):
        return no(
            _("You declared a conflict of interest with one of those decided."),
            _("Another lead releases them, or they are released by themselves at a set time."),
        )
    return YES if conflicts else no(_("No decision is prepared."), _("Prepare some in the order of merit."))
