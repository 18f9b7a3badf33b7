"""What is said about one application, and goes on about its placement: one thread, its messages, who has read how far.

Student, placement office and lead read all of it; the placement's supervisor what was said since there is a placement.
"""

import hmac
from hashlib import sha256
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.actor import Actor, Role
from core.models import Stamped
from placements.models.applications import Application
from placements.models.placements import Placement

FROM_THE_FIRST = (Role.STUDENT, Role.COORDINATOR, Role.LEAD)
SPEAKERS = (*FROM_THE_FIRST, Role.SUPERVISOR)
MAC_LENGTH = 20  # hexadecimal digits: 80 bits, in an address that some mail systems write in small letters


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Threads, through what they are about."""

    def visible_to(self, actor: Actor) -> Self:
        """The student's own, those of the institute's coordinators and of the partner's leads, once an application is sent; a
        supervisor's, once there is a placement.
        """
        if actor.acts_as(Role.SUPERVISOR):
            return self.filter(application__placement__in=Placement.objects.visible_to(actor))
        if not actor.acts_as(*FROM_THE_FIRST):
            return self.none()
        return self.filter(application__in=Application.objects.visible_to(actor).filter(submitted_at__isnull=False))

    def for_list(self) -> Self:
        """With whom and what they are about, and the placement that came of it: one query for any number of rows."""
        return self.select_related(
            "application__student__user",
            "application__student__programme",
            "application__slot__partner",
            "application__slot__selection",
            "application__institute",
            "application__placement__supervisor__user",
        )

    def with_unread(self, actor: Actor) -> Self:
        """Adds `last_at`, and `unread`: how many messages of others the actor has not read, of those that they may."""
        read = ThreadReading.objects.filter(thread=OuterRef("pk"), user=actor.user_id).values("last_read")[:1]
        theirs = _since_placement("messages__at", "application") if actor.acts_as(Role.SUPERVISOR) else Q()
        fresh = Q(messages__pk__gt=Coalesce(Subquery(read), 0)) & ~Q(messages__author=actor.user_id) & theirs
        return self.annotate(last_at=Max("messages__at", filter=theirs), unread=Count("messages", filter=fresh))


def _since_placement(moment: str, application: str) -> Q:
    """What was said since the application has a placement."""
    return Q(**{f"{moment}__gte": F(f"{application}__placement__created_at")})


class Thread(Stamped):
    """One conversation of a student, an institute's office, a partner's lead and, from the placement on, its supervisor."""

    application = models.OneToOneField("placements.Application", on_delete=models.PROTECT, related_name="thread")

    objects: ClassVar = ThreadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("thread_detail", args=[self.pk])


class ThreadMessageQuerySet(models.QuerySet["ThreadMessage"]):
    """Messages, through their threads."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the threads that the actor sees; a supervisor's, since there is a placement."""
        seen = self.filter(thread__in=Thread.objects.visible_to(actor))
        return seen.filter(_since_placement("at", "thread__application")) if actor.acts_as(Role.SUPERVISOR) else seen

    def for_page(self) -> Self:
        """In order, with authors and files: two queries for any number."""
        return self.select_related("author", "membership").prefetch_related("files__file").order_by("pk")


class ThreadMessage(models.Model):
    """What one person said. It is never changed."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")
    as_label = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField()
    mail_id = models.CharField(
        max_length=250, null=True, blank=True, help_text="Message-ID of the mail that it came by."
    )

    objects: ClassVar = ThreadMessageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["mail_id"], name="one_message_a_mail")]
        indexes: ClassVar = [models.Index(fields=["thread", "id"], name="messages_of_a_thread")]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def by_mail(self) -> bool:
        """True for one that came as an answer by mail."""
        return self.mail_id is not None


class ThreadFileQuerySet(models.QuerySet["ThreadFile"]):
    """Files, through their messages."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the messages that the actor sees."""
        return self.filter(message__in=ThreadMessage.objects.visible_to(actor))


class ThreadFile(models.Model):
    """A file that came with a message, through the upload door."""

    message = models.ForeignKey(ThreadMessage, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = ThreadFileQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.file)


class OfThreadQuerySet(models.QuerySet[models.Model]):
    """Rows that belong to a thread are seen with it."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the threads that the actor sees."""
        return self.filter(thread__in=Thread.objects.visible_to(actor))


class DraftQuerySet(models.QuerySet["ThreadDraft"]):
    """Drafts, each its writer's own."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, in the threads that one sees."""
        return self.filter(user_id=actor.user_id, thread__in=Thread.objects.visible_to(actor))


class ThreadReading(models.Model):
    """How far one person has read a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    last_read = models.PositiveBigIntegerField(help_text="The last message that was on a page they opened.")
    at = models.DateTimeField()

    objects: ClassVar = OfThreadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["thread", "user"], name="one_reading_a_person")]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.user_id} to {self.last_read}"


class ThreadDraft(models.Model):
    """What somebody wrote and could not send yet: kept until they do."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar = DraftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["thread", "user"], name="one_draft_a_person")]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.user_id}"


def unread_threads(actor: Actor) -> models.QuerySet[Thread]:
    """Threads in which others wrote since the actor last read."""
    read = ThreadReading.objects.filter(thread=OuterRef("thread"), user=actor.user_id, last_read__gte=OuterRef("pk"))
    fresh = ThreadMessage.objects.filter(thread=OuterRef("pk")).exclude(author=actor.user_id).filter(~Exists(read))
    if actor.acts_as(Role.SUPERVISOR):
        fresh = fresh.filter(_since_placement("at", "thread__application"))
    return (
        Thread.objects.visible_to(actor)
        .annotate(waits_since=Subquery(fresh.order_by("pk").values("at")[:1]))
        .filter(waits_since__isnull=False)
    )


def reply_address(thread_id: int, user_id: int) -> str:
    """Where this person answers into this thread by mail; empty where the portal takes no mail in. Only we can make one."""
    name, at, host = settings.MAIL_IN.partition("@")
    return f"{name}+{thread_id}-{user_id}-{_mac(thread_id, user_id)}@{host}" if at else ""


def thread_of_address(address: str) -> tuple[int, int] | None:
    """Thread and person of a reply address; None for one that we did not make."""
    tag = address.partition("@")[0].rpartition("+")[2].lower()
    try:
        thread_id, user_id = map(int, tag.split("-")[:2])
        mac = tag.split("-")[2]
    except (ValueError, IndexError):
        return None
    return (thread_id, user_id) if hmac.compare_digest(mac.encode(), _mac(thread_id, user_id).encode()) else None


def _mac(thread_id: int, user_id: int) -> str:
    message = f"reply:{thread_id}:{user_id}".encode()
    return hmac.new(settings.LINK_KEY.encode(), message, sha256).hexdigest()[:MAC_LENGTH]
