"""What people want of a family of messages, as the outbox needs to know it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from accounts.models import User
from notifications.kinds import FAMILIES
from notifications.models import How, MailChoice, Notification, Preference
from notifications.texts import is_set_up

MAIL = {How.NOW: Notification.Mail.WAITING, How.DIGEST: Notification.Mail.DIGEST, How.PORTAL: Notification.Mail.NONE}


@dataclass(frozen=True, slots=True)
class Wish:
    """How one person is told: the state in which the mail begins, when it may leave, and whether a text goes with it."""

    mail: Notification.Mail
    leaves_at: datetime
    by_text: bool


def wishes_of(user_ids: Collection[int], family: str, now: datetime) -> dict[int, Wish]:
    """Of each person, for a message of `family` that is ready `now`. One query for any number."""
    known, chosen = FAMILIES[family], MailChoice.objects.filter(user=OuterRef("pk"), family=family)
    people = User.objects.filter(pk__in=user_ids).select_related("preference")
    people = people.annotate(how=Subquery(chosen.values("how")), texted=Subquery(chosen.values("by_text")))
    wishes = {}
    for person in people:
        preference = getattr(person, "preference", None) or Preference()
        wishes[person.pk] = Wish(
            mail=MAIL[How(person.how)] if person.how and known.stoppable else Notification.Mail.WAITING,
            leaves_at=now if known.urgent else preference.leaves_at(now),
            by_text=bool(person.texted and preference.mobile and is_set_up()),
        )
    return wishes
