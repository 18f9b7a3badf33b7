"""What the clock says about agreements: by which day one must be signed. Their end is the sweep of institutions."""

from datetime import date, datetime, timedelta

from accounts.models import User
from core import clock
from institutions.notices import agreements as notices
from notifications.reminders import Rule, declare
from placements.notices.agreements import to_sign
from placements.services.runway import Row, to_be_signed

REMIND_AT = (30, 7, 0)  # days before the day by which it must be signed


def _unsigned(now: datetime) -> list[Row]:
    """Agreements to be signed within 30 days, or late already."""
    return to_be_signed(clock.day_of(now))


def _step(row: Row, now: datetime) -> date:
    """The day of the latest reminder that is due: 30 or 7 days before, or the day itself."""
    left = (row.sign_by - clock.day_of(now, row.institute.zone)).days
    return row.sign_by - timedelta(days=min((step for step in REMIND_AT if step >= left), default=REMIND_AT[0]))


def _both_sides(row: Row) -> list[User]:
    return notices.both_sides(row.institute.pk, row.partner.pk)


AGREEMENT_TO_SIGN = Rule(name="agreement.to_sign", about=_unsigned, due=_step, readers=_both_sides, say=to_sign)
declare(AGREEMENT_TO_SIGN)
