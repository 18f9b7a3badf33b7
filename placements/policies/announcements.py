"""Who announces, and who reads."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never


def may_announce(actor: Actor) -> Verdict:
    """Coordinators, to students of their institute."""
    return YES if actor.acts_as(Role.COORDINATOR) else never(_("Announcements are written by the placement office."))


def may_see(actor: Actor) -> Verdict:
    """The office, and the students whom one reached."""
    if actor.acts_as(Role.COORDINATOR, Role.STUDENT):
        return YES
    return never(_("Announcements are between a placement office and its students."))
