"""How a person wants to be told: family by family, and when."""

from datetime import datetime, time
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.fields import EncryptedTextField
from notifications.quiet import end_of_quiet, latest


class How(models.TextChoices):
    """The way of a message, besides the inbox, which has them all."""

    NOW = "now", _("By mail at once")
    DIGEST = "digest", _("In the daily mail")
    PORTAL = "portal", _("Only in the portal")


class MailChoiceQuerySet(models.QuerySet["MailChoice"]):
    """A person's own choices."""

    def visible_to(self, actor: Actor) -> Self:
        """Nobody else's."""
        return self.filter(user_id=actor.user_id) if actor.is_signed_in else self.none()


class MailChoice(models.Model):
    """What a person wants of one family of messages. Without a row: by mail at once, no text to the mobile."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices")
    family = models.CharField(max_length=30)
    how = models.CharField(max_length=10, choices=How, default=How.PORTAL)
    by_text = models.BooleanField(default=False, help_text="A text to the confirmed mobile as well.")

    objects: ClassVar = MailChoiceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "family"], name="one_choice_per_family")]

    def __str__(self) -> str:
        return f"{self.family}: {self.how}"


class PreferenceQuerySet(models.QuerySet["Preference"]):
    """A person's own."""

    def visible_to(self, actor: Actor) -> Self:
        """Nobody else's."""
        return self.filter(user_id=actor.user_id) if actor.is_signed_in else self.none()


class Preference(models.Model):
    """When a person wants to be told, and where besides their mail. Without a row: at any hour."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    time_zone = models.CharField(
        max_length=50, default="Asia/Karachi", help_text="On whose clock these hours are meant."
    )
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digest_at = models.TimeField(default=time(7))
    mobile = EncryptedTextField(blank=True, default="", help_text="Confirmed by a code.")

    objects: ClassVar = PreferenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="quiet_hours_have_two_ends",
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"

    @property
    def zone(self) -> ZoneInfo:
        """On whose clock."""
        return ZoneInfo(self.time_zone)

    def leaves_at(self, moment: datetime) -> datetime:
        """When something may leave that is ready at `moment`."""
        if self.quiet_from is None or self.quiet_until is None:
            return moment
        return end_of_quiet(moment, self.quiet_from, self.quiet_until, self.zone)

    def last_digest(self, now: datetime) -> datetime:
        """The latest hour of the digest that lies behind."""
        return latest(self.digest_at, now, self.zone)
