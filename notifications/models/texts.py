"""Messages to a mobile, and the codes by which a mobile is confirmed."""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.fields import EncryptedTextField
from notifications.models.notifications import Notification

CODE_LENGTH = 6  # digits


class TextMessageQuerySet(models.QuerySet["TextMessage"]):
    """Finding what is due."""

    def due(self, now: datetime) -> Self:
        """What should have left by `now`. Uses the partial index `text_waiting`."""
        return self.filter(state=TextMessage.State.WAITING, send_after__lte=now)

    def held(self, now: datetime) -> Self:
        """Texts that quiet hours keep back; not what is tried again later."""
        return self.filter(state=TextMessage.State.WAITING, send_after__gt=now, tries=0)


class TextMessage(models.Model):
    """One message of the outbox on its way to a mobile as well."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    notification = models.OneToOneField(Notification, on_delete=models.CASCADE, related_name="text")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    send_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    objects: ClassVar = TextMessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["send_after"], name="text_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.state}"


class PhoneCodeQuerySet(models.QuerySet["PhoneCode"]):
    """A person's own."""

    def visible_to(self, actor: Actor) -> Self:
        """Nobody else's."""
        return self.filter(user_id=actor.user_id) if actor.is_signed_in else self.none()


class PhoneCode(models.Model):
    """The code that was sent to a mobile which its person wants to be told at. Opens nothing else; the table holds a keyed hash."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone_code")
    mobile = EncryptedTextField()
    nonce = models.CharField(max_length=43, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    expires_at = models.DateTimeField()

    objects: ClassVar = PhoneCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id}"

    @classmethod
    def make(cls, *, user_id: int, mobile: str, expires_at: datetime) -> tuple[Self, str]:
        """A row that is not saved yet, and the code, which is nowhere else."""
        code = f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"
        row = cls(user_id=user_id, mobile=mobile, nonce=secrets.token_urlsafe(32), expires_at=expires_at)
        row.code_hash = row.hash_of(code)
        return row, code

    def hash_of(self, code: str) -> str:
        """What the table would hold of `code`."""
        message = f"phone:{self.user_id}:{self.nonce}:{code}".encode()
        return hmac.new(settings.LINK_KEY.encode(), message, sha256).hexdigest()

    def is_opened_by(self, code: str) -> bool:
        """Whether this is the code, spaces forgiven."""
        return hmac.compare_digest(self.code_hash, self.hash_of("".join(code.split())))
