"""Who brings lists in, and when one may be."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.sheets import sheets_for
from core.verdict import YES, Verdict, never, no
from institutions.models import Import

_SEND_AGAIN = _("Correct the file and send it again.")


def may_bring_any(actor: Actor) -> Verdict:
    """Whoever may bring at least one list."""
    if sheets_for(actor):
        return YES
    return never(_("Lists are brought in by placement offices and placement leads."))


def may_change(actor: Actor, kept: Import) -> Verdict:
    """Whoever may bring this list for the organisation that sent it, until it is on its way."""
    if not (verdict := kept.sheet.may(actor)):
        return verdict
    if (kept.institute_id, kept.partner_id) != (actor.institute_id, actor.partner_id):
        return never(_("This list belongs to another office."))
    if kept.done_at is not None:
        return no(_("This list was brought in already."), _("Look at what is there now."))
    if kept.job_id is not None:
        return no(_("This list is being worked on."), _("Wait until that is done."))
    if kept.file_id is None:
        return no(_("The file is no longer here."), _("Send it again."))
    return YES


def may_look_again(actor: Actor, kept: Import) -> Verdict:
    """The same, when it was looked through before."""
    if not (verdict := may_change(actor, kept)):
        return verdict
    if kept.report is None:
        return no(_("This list was not looked through yet."), _("Say first what its headings mean."))
    return YES


def may_confirm(actor: Actor, kept: Import) -> Verdict:
    """The same, when it was looked through, nothing is wrong, every doubt is settled, and there is something to do."""
    if not (verdict := may_change(actor, kept)):
        return verdict
    if kept.report is None:
        return no(_("This list was not looked through yet."), _("Say first what its headings mean."))
    if kept.found("faults"):
        return no(_("Some lines need correction. Nothing was brought in."), _SEND_AGAIN)
    if kept.found("alike"):
        return no(
            _("Some lines may be about something that is here already."), _("Say of each whether it is the same.")
        )
    if not kept.found("new") and not kept.found("changed"):
        if kept.found("remarks"):
            return no(
                _("What this list says otherwise is not changed by a list, and all the rest is here already."),
                _("Below is what stays, and why. There is nothing to bring in."),
            )
        return no(_("Everything in this list is here already, word for word."), _("There is nothing to bring in."))
    return YES
