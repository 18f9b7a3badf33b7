"""Who keeps programmes and intakes, and whether a programme's blocks add up."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from institutions.models import Intake, Programme
from placements.models import ProgrammeBlock


def may_see(actor: Actor) -> Verdict:
    """Institutes' staff and administrators."""
    if actor.acts_as(Role.COORDINATOR, Role.VIEWER, Role.ADMINISTRATOR):
        return YES
    return never(_("Programmes are kept by an institute’s placement office."))


def may_add(actor: Actor) -> Verdict:
    """A coordinator of the whole institute."""
    if not actor.acts_as(Role.COORDINATOR):
        return never(_("Programmes are kept by an institute’s placement office."))
    if actor.programme_id is not None:
        return never(_("You act for one programme."), _("Ask a coordinator of the whole institute to add another."))
    return YES


def may_bring(actor: Actor) -> Verdict:
    """Coordinators bring lists of them; what each line may change is asked line by line."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("Programmes are kept by an institute’s placement office."))


def may_keep(actor: Actor, programme: Programme) -> Verdict:
    """A coordinator of the institute, within the programme where the role has one."""
    ours = actor.acts_as(Role.COORDINATOR) and actor.institute_id == programme.institute_id
    if ours and actor.programme_id in {None, programme.pk}:
        return YES
    return never(_("Only the programme’s own placement office changes it."))


def may_remove_intake(actor: Actor, intake: Intake) -> Verdict:
    """Who keeps the programme, while nobody is in the intake and no call is for it. Two queries at most; expects `programme` loaded."""
    if not (verdict := may_keep(actor, intake.programme)):
        return verdict
    if intake.students.exists():
        return no(_("Students are in this intake."), _("Move them to another one first, or rename it."))
    if intake.calls.exists():
        return no(_("Places were called for it."), _("Rename it, or change its days."))
    return YES


def hours_add_up(programme: Programme, blocks: Iterable[ProgrammeBlock]) -> Verdict:
    """Whether the blocks' hours are the programme's, and if not, what is missing or too much. Without blocks there is nothing to add."""
    blocks = list(blocks)
    in_blocks = sum(block.hours for block in blocks)
    left = programme.required_hours - in_blocks
    if not blocks or not left:
        return YES
    said = _("The blocks ask for %(blocks)d hours, the programme for %(programme)d.") % {
        "blocks": in_blocks,
        "programme": programme.required_hours,
    }
    if left > 0:
        words = ngettext("%(n)d hour is in no block yet.", "%(n)d hours are in no block yet.", left)
        return no(said, words % {"n": left})
    words = ngettext("That is %(n)d hour too many.", "That is %(n)d hours too many.", -left)
    return no(said, words % {"n": -left})
