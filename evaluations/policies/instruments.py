"""Who may change the forms on which evaluations are filled in."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from evaluations.models import Instrument


def may_copy(actor: Actor, draft: Instrument | None) -> Verdict:
    """An administrator, while no other version waits to be published. Forms belong to the whole portal."""
    if not actor.acts_as(Role.ADMINISTRATOR):
        return never(_("Only an administrator changes evaluation forms."))
    if draft is not None:
        return no(
            _("Version %(version)d is a draft already.") % {"version": draft.version}, _("Change and publish that one.")
        )
    return YES


def may_publish(actor: Actor, instrument: Instrument) -> Verdict:
    """An administrator, once, when there is something to judge."""
    if not actor.acts_as(Role.ADMINISTRATOR):
        return never(_("Only an administrator changes evaluation forms."))
    if instrument.published_at is not None:
        return no(_("This version is published already."), _("Make a new version to change the wording."))
    if not instrument.criteria.exists():
        return no(_("It has no criterion yet."), _("Add at least one, then publish it."))
    return YES
