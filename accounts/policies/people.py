"""What a person may change about themselves."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never


def may_edit_person(actor: Actor) -> Verdict:
    """Everyone who signed in, for themselves."""
    return YES if actor.is_signed_in else never(_("Sign in to change your details."))


def may_rename(actor: Actor) -> Verdict:
    """Everyone but a student, whose name certificates print as the institute's register has it."""
    if actor.acts_as(Role.STUDENT):
        return never(
            _("Your institute keeps your name, as certificates print it."), _("Ask the placement office to correct it.")
        )
    return YES
