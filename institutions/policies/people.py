"""Who may invite and end memberships."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from institutions.models import Membership

INVITES = {
    Role.LEAD: {Role.SUPERVISOR, Role.LEAD},
    Role.COORDINATOR: {Role.COORDINATOR, Role.MENTOR, Role.VIEWER, Role.LEAD},
    Role.ADMINISTRATOR: set(Role),
}


def may_invite(actor: Actor, role: Role) -> Verdict:
    """A lead invites supervisors, a coordinator invites colleagues, mentors and a partner's first lead, an administrator anyone."""
    if actor.role is not None and role in INVITES.get(actor.role, set()):
        return YES
    return never(_("You cannot invite people in this role."), _("Ask the administrator of the portal."))


def may_invite_again(actor: Actor, membership: Membership) -> Verdict:
    """The same, until the person has accepted. Expects `membership.user` loaded."""
    if not (verdict := may_invite(actor, Role(membership.role))):
        return verdict
    if membership.ended_at is not None:
        return no(_("This membership has ended already."))
    return may_be_invited_again(membership.user)


def may_be_invited_again(user: User) -> Verdict:
    """Whoever may do it: not a person who has accepted."""
    if not user.is_claimed:
        return YES
    return no(
        _("%(name)s has accepted already.") % {"name": user.name},
        _("A forgotten password is renewed on the sign-in page."),
    )


def may_end_membership(actor: Actor, membership: Membership) -> Verdict:
    """The same people who may invite, within their organisation; nobody ends their own."""
    if membership.pk == actor.membership_id:
        return no(_("You cannot end your own access."), _("Ask a colleague or the administrator."))
    if not (verdict := may_invite(actor, Role(membership.role))):
        return verdict
    own = (actor.institute_id, actor.partner_id) == (membership.institute_id, membership.partner_id)
    if not own and not actor.acts_as(Role.ADMINISTRATOR):
        return never(_("This person belongs to another organisation."))
    return YES if membership.ended_at is None else no(_("This membership has ended already."))


def may_describe(actor: Actor, membership: Membership) -> Verdict:
    """The same people, one's own entry too: what a colleague is, and where."""
    if membership.pk == actor.membership_id:
        return YES if membership.ended_at is None else no(_("This membership has ended already."))
    return may_end_membership(actor, membership)
