"""What a person is told: one row is both the line in the inbox and the letter in the outbox."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.actor import Actor

SIGN_IN = "account.sign_in"
DIGEST = "account.digest"


RESTS_AFTER = timedelta(days=30)  # what came back so long ago is nobody's news any more

# When mail that waits should have left. Each try that failed moves `send_after`, so that it says nothing then.
SINCE = models.Case(models.When(tries__gt=0, then="created_at"), default="send_after")


def overdue(now: datetime) -> models.Q:
    """Mail that should have left by `now`: not yet tried, or tried in vain and waiting for its next turn."""
    return models.Q(mail="waiting") & (models.Q(send_after__lte=now) | models.Q(tries__gt=0))


def came_back(now: datetime) -> models.Q:
    """Mail refused for good, to people who can be reached under a better address: whose account is open, and has one."""
    reachable = models.Q(reader__is_active=True) & ~models.Q(reader__email="")
    return models.Q(mail="failed", created_at__gt=now - RESTS_AFTER) & reachable


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Finding what is mine, and what is due."""

    def visible_to(self, actor: Actor) -> Self:
        """A person's own; nobody else's."""
        return self.filter(reader_id=actor.user_id) if actor.is_signed_in else self.none()

    def unread(self) -> Self:
        """Not opened yet."""
        return self.filter(read_at=None)

    def in_inbox(self) -> Self:
        """Without sign-in mail, whose links are nobody’s to read twice, and without the daily mail, which repeats what stands here."""
        return self.exclude(kind__in=[SIGN_IN, DIGEST])

    def for_digest(self) -> Self:
        """What waits for the daily mail."""
        return self.filter(mail=Notification.Mail.DIGEST, digest=None)

    def due(self, now: datetime) -> Self:
        """Mail that should have left by `now`. Uses the partial index `mail_waiting`."""
        return self.filter(mail=Notification.Mail.WAITING, send_after__lte=now)

    def late(self, now: datetime, by: timedelta) -> Self:
        """Mail that should have left that long ago."""
        return self.alias(since=SINCE).filter(overdue(now), since__lt=now - by)

    def held(self, now: datetime) -> Self:
        """Mail that quiet hours keep back; not what is tried again later."""
        return self.filter(mail=Notification.Mail.WAITING, send_after__gt=now, tries=0)


class Notification(models.Model):
    """One message to one person, once."""

    class Mail(models.TextChoices):
        NONE = "none", _("not mailed")
        WAITING = "waiting", _("waiting")
        DIGEST = "digest", _("in the daily mail")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    dedupe_key = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField(help_text="Plain text, paragraphs separated by an empty line.")
    path = models.CharField(max_length=300, blank=True, help_text="Where it leads in the portal; begins with a slash.")
    action = models.CharField(max_length=60, blank=True, help_text="The words on its button.")
    link = models.ForeignKey("accounts.AccessLink", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reply_to = models.CharField(max_length=200, blank=True, help_text="Where an answer by mail goes.")
    attachment = models.CharField(
        max_length=60,
        blank=True,
        help_text="What is made and attached when it leaves: maker and key, like interview:7.",
    )
    digest = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="digested",
        help_text="The daily mail that said it.",
    )
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.WAITING)
    send_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    objects: ClassVar = NotificationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reader", "dedupe_key"], name="told_once"),
            models.CheckConstraint(
                name="only_what_waits_for_a_digest_is_in_one",
                condition=models.Q(digest=None) | models.Q(mail="digest"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["send_after"], name="mail_waiting", condition=models.Q(mail="waiting")),
            models.Index(fields=["reader"], name="waits_for_digest", condition=models.Q(mail="digest", digest=None)),
            models.Index(fields=["reader", "-id"], name="inbox"),
            models.Index(fields=["reader"], name="inbox_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.subject


def unread_of(reader: str) -> Coalesce:
    """How many messages the person of the outer row’s `reader` has not opened. Uses the partial index `inbox_unread`."""
    rows = Notification.objects.unread().filter(reader=models.OuterRef(reader)).order_by().values("reader")
    counted = rows.annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)
