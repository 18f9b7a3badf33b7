"""Who reminds students, and who reads how far they are."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never


def may_see(actor: Actor) -> Verdict:
    """The institute's office, and who reads its figures."""
    if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
        return YES
    return never(_("How far students are is for their institute alone."))


def may_nudge(actor: Actor) -> Verdict:
    """Coordinators."""
    return YES if actor.acts_as(Role.COORDINATOR) else never(_("The placement office reminds its students."))
