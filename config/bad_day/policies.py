"""Who may do what on a bad day: administrators, in their own name, and never upon themselves."""

from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile, User
from core.actor import Actor, Role, Via
from core.verdict import YES, Verdict, never, no
from institutions.models import Membership


def may_operate(actor: Actor) -> Verdict:
    """Administrators who see with their own eyes."""
    if actor.acts_as(Role.ADMINISTRATOR) and actor.via == Via.PERSON and actor.viewed_by is None:
        return YES
    return never(_("Only an administrator of the portal sees how it runs."), _("Tell yours what is wrong."))


def may_act_upon(actor: Actor, person: User) -> Verdict:
    """Upon anybody but oneself: one's own account has its own page."""
    if not (verdict := may_operate(actor)):
        return verdict
    if person.pk == actor.user_id:
        return no(_("This is your own account."), _("Change it under “Sign-in and security”."))
    return YES


def may_reset_steps(actor: Actor, person: User) -> Verdict:
    """Where there is a second step."""
    verdict = may_act_upon(actor, person)
    if verdict and not person.authenticator_set.exists():  # type: ignore[attr-defined]
        return no(_("This account has no second step."))
    return verdict


def may_hand_over(actor: Actor, membership: Membership) -> Verdict:
    """Of whoever works for a partner; what an office does waits for the office, not for one of its people."""
    if not (verdict := may_operate(actor)):
        return verdict
    if membership.role == Role.MENTOR:
        return no(
            _("What a mentor has promised passes to nobody else."),
            _(
                "End the role: their mentorships end by themselves then, students are told, and the placement office gives each "
                "another mentor."
            ),
        )
    if membership.partner_id is None:
        return no(
            _("Nothing waits for this person alone."),
            _("Work of an institute is its whole office’s: end the role, and a colleague goes on."),
        )
    return YES


def may_merge(actor: Actor, person: User) -> Verdict:
    """Into an account that is open."""
    verdict = may_act_upon(actor, person)
    if verdict and person.merged_into_id is not None:
        return no(_("This account was joined with another one already."), _("Open that one."))
    if verdict and not person.is_active:
        return no(_("This account is shut."), _("Open it in the administration first."))
    return verdict


def may_close_file(actor: Actor, file: StoredFile) -> Verdict:
    """One that is open."""
    verdict = may_operate(actor)
    return no(_("This file is closed already.")) if verdict and file.quarantined_at else verdict


def may_open_file(actor: Actor, file: StoredFile) -> Verdict:
    """One that was closed."""
    verdict = may_operate(actor)
    return no(_("This file is open.")) if verdict and not file.quarantined_at else verdict
