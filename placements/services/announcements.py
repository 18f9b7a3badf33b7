"""Announcing to many students, and the reading of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from notifications.services.posting import post_many
from placements.models import Announcement, AnnouncementReader
from placements.notices import announcements as notices
from placements.policies import announcements as policies
from placements.services.threads import screen
from students.models import Student


@transaction.atomic
def announce(
    *, by: Actor, now: datetime, students: Iterable[Student], subject: str, text: str, to: str = ""
) -> Announcement:
    """Say it to each of `students` whom the actor sees, by inbox and mail. Five queries for any number.

    Raises NotAllowed, Refusal (nobody is meant, or a patient seems to be named).
    """
    require(policies.may_announce(by))
    screen(f"{subject}\n{text}")
    mine = Student.objects.visible_to(by).filter(pk__in=[student.pk for student in students])
    readers = list(mine.select_related("user").order_by("pk"))
    if not readers:
        raise Refusal(_("Nobody is in this list."), instead=_("Take a filter away."))
    announcement = Announcement.objects.create(
        institute_id=by.institute_id,
        subject=subject,
        text=text,
        to=to[:300],
        at=now,
        by_id=by.user_id,
        membership_id=by.membership_id,
        as_label=by.label,
    )
    AnnouncementReader.objects.bulk_create(
        AnnouncementReader(announcement=announcement, student=student) for student in readers
    )
    post_many(notices.announced(announcement, readers), now=now)
    return announcement


def note_read(*, announcement: Announcement, by: Actor, now: datetime) -> None:
    """Write down that the student opened it, the first time. Who looks through others' eyes reads nothing."""
    if by.viewed_by is None:
        mine = AnnouncementReader.objects.filter(announcement=announcement, student__user=by.user_id, read_at=None)
        mine.update(read_at=now)
