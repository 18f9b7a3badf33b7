"""Who may look through whose eyes."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.verdict import YES, Verdict, never, no
from institutions.models import Membership


def may_view(actor: Actor) -> Verdict:
    """An administrator in their own name; never while they look already."""
    if actor.viewed_by is not None:
        return never(_("You look through somebody’s eyes already."), _("Stop first."))
    if actor.acts_as(Role.ADMINISTRATOR) and actor.via == Via.PERSON:
        return YES
    return never(_("Only an administrator looks through somebody’s eyes."))


def may_view_as(actor: Actor, membership: Membership) -> Verdict:
    """Anybody who is current, but for administrators and oneself."""
    if not (verdict := may_view(actor)):
        return verdict
    if membership.user_id == actor.user_id:
        return never(_("These are your own eyes."), _("Switch to this role in the menu instead."))
    if membership.role == Role.ADMINISTRATOR or membership.user.is_superuser:
        return never(_("Nobody looks through an administrator’s eyes."))
    if membership.ended_at is not None:
        return no(_("This role has ended."))
    return YES
