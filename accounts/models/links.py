"""Access links: one purpose, one person, one thing, expiring, revocable.

The table holds only a hash. The token itself is derived from the row and a key that is not in the database, so that mail waiting in
the outbox needs to keep no secret, and a copy of the database opens nothing.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a link may be used for; nothing else."""

    INVITATION = "invitation", _("accept an invitation")
    EVALUATION = "evaluation", _("fill in an evaluation")
    CALENDAR = "calendar", _("read a calendar")
    OBJECTION = "objection", _("object to what was recorded")
    INTEREST = "interest", _("say how a partner stands")
    CALL = "call", _("answer a call for places")
    REFERENCE = "reference", _("write a reference")
    DESTINATION = "destination", _("say what became of you")


ROUTES = {
    Purpose.INVITATION: "invitation_accept",
    Purpose.EVALUATION: "evaluation_by_link",
    Purpose.CALENDAR: "calendar_feed",
    Purpose.OBJECTION: "recording_objection_by_link",
    Purpose.INTEREST: "interest_by_link",
    Purpose.CALL: "call_by_link",
    Purpose.REFERENCE: "reference_by_link",
    Purpose.DESTINATION: "destination_by_link",
}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class AccessLinkQuerySet(models.QuerySet["AccessLink"]):
    """Finding by token is the only way in."""

    def by_token(self, token: str, purpose: Purpose) -> Self:
        """The link that this token opens for this purpose, live or not: the page says which."""
        return self.filter(token_hash=_hash(token), purpose=purpose)

    def unspent(self) -> Self:
        """Neither used nor revoked; whether their time is over, `is_live` says."""
        return self.filter(used_at=None, revoked_at=None)


class AccessLink(models.Model):
    """A door for one person to one act."""

    purpose = models.CharField(max_length=20, choices=Purpose)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="links")
    subject_id = models.BigIntegerField(
        null=True, blank=True, help_text="Primary key of the thing that the purpose is about."
    )
    nonce = models.CharField(max_length=43, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    sent_to = models.EmailField(blank=True, help_text="Of an invitation: the address that it went to.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Of an invitation: who sent it.",
    )

    objects: ClassVar = AccessLinkQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["purpose", "subject_id"], name="link_by_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    @classmethod
    def make(
        cls,
        *,
        purpose: Purpose,
        user_id: int,
        now: datetime,
        expires_at: datetime,
        subject_id: int | None = None,
    ) -> Self:
        """A new link; its address is `url()`."""
        link = cls.prepare(purpose=purpose, user_id=user_id, now=now, expires_at=expires_at, subject_id=subject_id)
        link.save()
        return link

    @classmethod
    def prepare(
        cls,
        *,
        purpose: Purpose,
        user_id: int,
        now: datetime,
        expires_at: datetime,
        subject_id: int | None = None,
        sent_to: str = "",
        by_id: int | None = None,
    ) -> Self:
        """The same, not saved yet: for many at once. An invitation says to which address it goes, and from whom."""
        link = cls(
            purpose=purpose,
            user_id=user_id,
            subject_id=subject_id,
            nonce=secrets.token_urlsafe(32),
            created_at=now,
            expires_at=expires_at,
            sent_to=sent_to,
            by_id=by_id,
        )
        link.token_hash = _hash(link.token)
        return link

    @property
    def token(self) -> str:
        """128 bits, derived from the nonce with `settings.LINK_KEY`; URL-safe."""
        message = f"{self.purpose}:{self.user_id}:{self.nonce}".encode()
        digest = hmac.new(settings.LINK_KEY.encode(), message, hashlib.sha256).digest()
        return urlsafe_b64encode(digest[:16]).decode().rstrip("=")

    def url(self) -> str:
        """The full address, from SITE_URL."""
        return settings.SITE_URL.rstrip("/") + reverse(ROUTES[Purpose(self.purpose)], args=[self.token])

    def is_live(self, now: datetime) -> bool:
        """True while the link opens its door."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at

    @property
    def went_elsewhere(self) -> bool:
        """True where it went to another address than its person has now."""
        return self.sent_to not in {"", self.user.email}
