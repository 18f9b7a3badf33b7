"""Who keeps the forms on which evaluations are filled in."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from evaluations.models import Instrument
from institutions.models import Programme

NOT_YOURS = _("Evaluation forms are kept by an institute’s placement office and by administrators.")


def may_see(actor: Actor) -> Verdict:
    """Coordinators and administrators."""
    return YES if actor.acts_as(Role.COORDINATOR, Role.ADMINISTRATOR) else never(NOT_YOURS)


def may_add(actor: Actor) -> Verdict:
    """A coordinator of the whole institute, for the institute; an administrator, for the whole portal."""
    if not (verdict := may_see(actor)):
        return verdict
    if actor.programme_id is not None:
        return never(_("You act for one programme."), _("Ask a coordinator of the whole institute to change forms."))
    return YES


def _keeps(actor: Actor, instrument: Instrument) -> bool:
    return actor.acts_as(Role.ADMINISTRATOR) or (
        actor.acts_as(Role.COORDINATOR) and actor.institute_id == instrument.institute_id
    )


def may_copy(actor: Actor, original: Instrument, draft: Instrument | None) -> Verdict:
    """Who keeps forms, while no other version of it waits to be published. An institute copies the portal's forms for itself."""
    if not (verdict := may_add(actor)):
        return verdict
    if not _keeps(actor, original) and original.institute_id is not None:
        return never(_("This form belongs to another institute."))
    if draft is not None:
        return no(
            _("Version %(version)d is a draft already.") % {"version": draft.version}, _("Change and publish that one.")
        )
    return YES


def may_edit(actor: Actor, instrument: Instrument) -> Verdict:
    """Its keepers, while it is a draft."""
    if not (verdict := may_add(actor)):
        return verdict
    if not _keeps(actor, instrument):
        return never(_("This form belongs to the whole portal."), _("Make your own version of it."))
    if not instrument.is_draft:
        return no(_("This version is published and never changes."), _("Make a new version to change the wording."))
    return YES


def may_publish(actor: Actor, instrument: Instrument) -> Verdict:
    """Its keepers, once, when there is something to judge."""
    if instrument.published_at is not None and _keeps(actor, instrument):
        return no(_("This version is published already."), _("Make a new version to change the wording."))
    if not (verdict := may_edit(actor, instrument)):
        return verdict
    if not any(criterion.is_rating for criterion in instrument.criteria.all()):
        return no(_("It has no criterion yet."), _("Add at least one, then publish it."))
    return YES


def may_choose(actor: Actor, programme: Programme) -> Verdict:
    """A coordinator of the programme's institute, within the programme where the role has one."""
    ours = actor.acts_as(Role.COORDINATOR) and actor.institute_id == programme.institute_id
    if ours and actor.programme_id in {None, programme.pk}:
        return YES
    return never(_("Only the programme’s own placement office chooses its forms."))
