"""What a student gets of an announcement: the whole of it."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from notifications.services.posting import Message, Notice
from placements.models import Announcement
from students.models import Student


def announced(announcement: Announcement, students: Iterable[Student]) -> Iterator[Notice]:
    """One to each student."""
    message = Message(
        kind="announcement.sent",
        subject=announcement.subject,
        body=f"{announcement.text}\n\n{announcement.by}, {announcement.as_label}",
        path=announcement.get_absolute_url(),
        action=_("Open it"),
    )
    for student in students:
        yield Notice(reader=student.user, message=message, dedupe_key=f"announcement.sent:{announcement.pk}")
