"""When a former intern is asked what became of them, and who answers."""

import calendar
from datetime import date

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.verdict import YES, Verdict, never, no
from core.words import day
from placements.models import MONTHS, Placement
from placements.states import PlacementState


def months_after(first: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that has none such."""
    year, month = divmod(first.month - 1 + months, 12)
    year += first.year
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def month_asked(placement: Placement, today: date) -> int | None:
    """3, 6 or 12: the latest that has passed since the last day; None before the first."""
    passed = [month for month in MONTHS if months_after(placement.last_day, month) <= today]
    return max(passed, default=None)


def may_say(actor: Actor, placement: Placement, today: date) -> Verdict:
    """The former intern, signed in or by the mailed link, once they are asked; an answer may change until the next time."""
    own = actor.user_id == placement.student.user_id and (actor.via == Via.LINK or actor.acts_as(Role.STUDENT))
    if not own:
        return never(_("What became of an intern is theirs to say."))
    if placement.state != PlacementState.COMPLETED:
        return no(_("This is asked after a completed placement."), _("There is nothing to do before."))
    if month_asked(placement, today) is None:
        first = months_after(placement.last_day, MONTHS[0])
        return no(_("It is asked from %(day)s on.") % {"day": day(first)}, _("You get a mail with one question then."))
    return YES
