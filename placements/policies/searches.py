"""Who keeps searches."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Via
from core.verdict import YES, Verdict, never, no
from placements.models import SavedSearch

MOST = 20  # a person in one role


def may_see(actor: Actor) -> Verdict:
    """Everybody who is signed in and has a role, for their own."""
    if actor.is_signed_in and actor.membership_id:
        return YES
    return never(
        _("Searches are kept for people who are signed in."), _("Sign in first; the search stays in its address.")
    )


def may_save(actor: Actor) -> Verdict:
    """The same, as long as there are not too many. One query."""
    if not (verdict := may_see(actor)):
        return verdict
    if SavedSearch.objects.visible_to(actor).count() >= MOST:
        return no(
            _("You keep %(n)d searches already, which is the most.") % {"n": MOST},
            _("Delete one that you need no more."),
        )
    return YES


def may_change(actor: Actor, search: SavedSearch) -> Verdict:
    """Whose it is, in the role in which it was kept."""
    if actor.is_signed_in and actor.membership_id == search.membership_id:
        return YES
    return never(_("This search is somebody else’s."))


def may_stop(actor: Actor, search: SavedSearch) -> Verdict:
    """Whose it is; and whoever comes by the stop link of its mail."""
    return YES if actor.via == Via.LINK else may_change(actor, search)


def may_tell(actor: Actor) -> Verdict:
    """The clock."""
    return YES if actor.via == Via.CLOCK else never(_("What is new is told by itself, once a day."))
