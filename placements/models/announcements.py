"""What a placement office says to many students at once, and who of them has read it."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from core.actor import Actor, Role


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Announcements, seen by their office and by who got them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the institute to its coordinators; to a student those that came to them."""
        if actor.acts_as(Role.COORDINATOR):
            mine = self.filter(institute_id=actor.institute_id)
            return mine.filter(membership__programme=actor.programme_id) if actor.programme_id else mine
        if actor.acts_as(Role.STUDENT):
            return self.filter(institute_id=actor.institute_id, readers__student__user_id=actor.user_id)
        return self.none()

    def with_counts(self) -> Self:
        """Adds `sent_to` and `read_by`: how many got it, how many have opened it."""
        return self.annotate(
            sent_to=Count("readers", distinct=True),
            read_by=Count("readers", filter=Q(readers__read_at__isnull=False), distinct=True),
        )


class Announcement(models.Model):
    """One announcement. It is never changed; who was meant is kept in words and by name."""

    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="announcements")
    subject = models.CharField(max_length=150)
    text = models.TextField()
    to = models.CharField(max_length=300, help_text="Whom it was meant for, in words: the filters of the list.")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")
    as_label = models.CharField(max_length=200)

    objects: ClassVar = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["institute", "-id"], name="announcements_latest")]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("announcement_detail", args=[self.pk])


class AnnouncementReaderQuerySet(models.QuerySet["AnnouncementReader"]):
    """Readers, seen by the office; of themselves by the students."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the announcements that a coordinator sees; a student's own."""
        if actor.acts_as(Role.STUDENT):
            return self.filter(announcement__institute_id=actor.institute_id, student__user_id=actor.user_id)
        if not actor.acts_as(Role.COORDINATOR):
            return self.none()
        return self.filter(announcement__in=Announcement.objects.visible_to(actor))


class AnnouncementReader(models.Model):
    """One student to whom it went."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="readers")
    student = models.ForeignKey("students.Student", on_delete=models.CASCADE, related_name="announcements")
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = AnnouncementReaderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["announcement", "student"], name="announced_once_to_each")
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} to {self.student_id}"
