"""What the words over a list are looked for in, by who looks."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.errors import Words


def reads_one_partner(actor: Actor) -> bool:
    """True for a partner’s people: its name stands in every row of theirs, and tells none from another."""
    return actor.acts_as(Role.LEAD, Role.SUPERVISOR)


def looked_for(actor: Actor) -> Words:
    """The label of the box: a student looks among their own."""
    if actor.acts_as(Role.STUDENT):
        return _("Slot or partner")
    return _("Student or slot") if reads_one_partner(actor) else _("Student, slot or partner")
