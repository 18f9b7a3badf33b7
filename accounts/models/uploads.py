"""A file on its way in pieces: as far as it has come, its person's alone, forgotten after a day."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.actor import Actor

LASTS = timedelta(days=1)


def random_name() -> str:
    """A name that tells nothing and cannot be guessed."""
    return secrets.token_hex(16)


class UploadQuerySet(models.QuerySet["Upload"]):
    """Files on their way."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, whether signed in or by link; nothing through somebody else's eyes."""
        return self.filter(owner_id=actor.user_id) if actor.is_there_in_person else self.none()

    def over(self, now: datetime) -> Self:
        """Begun too long ago to be waited for."""
        return self.filter(created_at__lt=now - LASTS)


class Upload(models.Model):
    """One file in pieces. Only what the row counts has arrived: a piece beyond it is what a crash left."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(help_text="Bytes in all.")
    received = models.PositiveBigIntegerField(default=0, help_text="Bytes that have arrived.")
    file_name = models.CharField(max_length=40, default=random_name, editable=False)
    created_at = models.DateTimeField()

    objects: ClassVar = UploadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="no_more_arrives_than_was_announced", condition=Q(received__lte=F("size")))
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "created_at"], name="uploads_of_a_person")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.received} of {self.size}"

    @property
    def folder(self) -> str:
        """Where its pieces lie in the store, each under the number of its first byte."""
        return f"uploads/{self.file_name}"

    @property
    def is_whole(self) -> bool:
        """True when all of it is here."""
        return self.received == self.size
