"""Who reads students' sentences about sites first, and lets them be shown; who reads what was said of themselves."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from evaluations.models import SiteWord
from evaluations.states import HIDE_WORD, SHOW_WORD


def may_read_words(actor: Actor) -> Verdict:
    """The placement office."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("The placement office of the student reads these first."))


def may_read_own(actor: Actor) -> Verdict:
    """The partner's lead, of the site; a supervisor, of the own interns."""
    if actor.acts_as(Role.LEAD, Role.SUPERVISOR):
        return YES
    return never(_("This is what a partner reads of itself."), _("Ratings of every partner stand on its profile."))


def may_read_mentoring(actor: Actor) -> Verdict:
    """A mentor, of the own mentoring; the placement office and who looks over it, of their institute’s mentors."""
    if actor.acts_as(Role.MENTOR, Role.COORDINATOR, Role.VIEWER):
        return YES
    return never(_("What students say of their mentors is read by the mentors and their institute."))


def may_show(actor: Actor, word: SiteWord) -> Verdict:
    """The office whose student wrote it."""
    if not (verdict := may_read_words(actor)):
        return verdict
    return YES if SHOW_WORD.allowed_from(word.state) else no(_("It is shown already."))


def may_hide(actor: Actor, word: SiteWord) -> Verdict:
    """The same, also after it was shown."""
    if not (verdict := may_read_words(actor)):
        return verdict
    return YES if HIDE_WORD.allowed_from(word.state) else no(_("It is not shown already."))
