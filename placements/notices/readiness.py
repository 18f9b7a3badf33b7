"""What is said to whoever starts soon and is not clear. What exactly is missing stands on a page that knows who may read it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day
from notifications.services.posting import Message
from placements.models import Placement


def to_student(placement: Placement, _reader: User) -> Message:
    """42, 21 and 7 days before the first day."""
    return Message(
        kind="readiness.own",
        subject=_("You start at %(partner)s on %(day)s and are not clear yet")
        % {"partner": placement.partner, "day": day(placement.starts_on)},
        body=_(
            "%(partner)s asks for records that are missing, end too early or wait to be checked.\n\n"
            "Open the page to see which, and send them now: a check can take days."
        )
        % {"partner": placement.partner},
        path=reverse("readiness_student", args=[placement.student_id]),
        action=_("See what is missing"),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A placement for which something that is open should be there by a day."""

    placement: Placement
    by: date

    @property
    def pk(self) -> int:
        """What a reminder about it is called, beside its day."""
        return self.placement.pk


def wanted_by(wanted: Wanted, _reader: User) -> Message:
    """A week before the day by which the partner wants it, once. No word of what: mail is read over shoulders."""
    placement = wanted.placement
    return Message(
        kind="readiness.due",
        subject=_("%(partner)s wants a record of yours by %(day)s")
        % {"partner": placement.partner, "day": day(wanted.by)},
        body=_("You start there on %(day)s. Open the page to see what it is, and send it now: a check can take days.")
        % {"day": day(placement.starts_on)},
        path=reverse("readiness_student", args=[placement.student_id]),
        action=_("See what is missing"),
    )


def to_office(placement: Placement, _reader: User) -> Message:
    """Six weeks before the first day. No word of what is missing: mail is read over shoulders."""
    return Message(
        kind="readiness.office",
        subject=_("%(student)s starts at %(partner)s on %(day)s and is not clear")
        % {"student": placement.student.user.name, "partner": placement.partner, "day": day(placement.starts_on)},
        body=_("Help them to bring what is missing, or agree with %(partner)s on a waiver.")
        % {"partner": placement.partner},
        path=placement.get_absolute_url(),
        action=_("Open the placement"),
    )
