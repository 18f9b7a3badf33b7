"""What is said and sent around the world of the scenarios: a thread with a file, an announcement, a file on its way."""

from typing import Any

from accounts.models import Upload
from core import clock
from institutions.models import Membership
from placements.models import Announcement, AnnouncementReader, Placement, Thread, ThreadFile, ThreadMessage
from tests.factories.students import StoredFileFactory, membership_of


def said_about(placement: Placement, coordinator: Membership) -> dict[str, Any]:
    """The primary key of each, by the noun that its address begins with."""
    now, student = clock.now(), membership_of(placement.student)
    thread = Thread.objects.create(application=placement.application)
    message = ThreadMessage.objects.create(
        thread=thread,
        author=student.user,
        membership=student,
        as_label=student.label,
        text="When shall I come?",
        at=now,
    )
    attached = ThreadFile.objects.create(message=message, file=StoredFileFactory(kind="thread", owner=student.user))
    announcement = Announcement.objects.create(
        institute=coordinator.institute, subject="Uniforms", text="They are here.", to="all students", at=now,
        by=coordinator.user, membership=coordinator, as_label=coordinator.label,
    )  # fmt: skip
    AnnouncementReader.objects.create(announcement=announcement, student=placement.student)
    upload = Upload.objects.create(owner=student.user, name="cv.pdf", size=10, created_at=now)
    return {
        "threads": thread.pk,
        "thread_file.pk": attached.pk,
        "announcements": announcement.pk,
        "uploads": upload.pk,
    }
