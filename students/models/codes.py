"""Codes by which a student signs in without a password: printed on a slip by the placement office, or sent to the mobile.

The table holds a keyed hash, made with a key that is not in the database: a copy of the database opens nothing.
"""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.actor import Actor, Role
from core.fields import EncryptedTextField
from institutions.models import Membership
from students.models.students import Student

SLIP_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
SLIP_LENGTH = 10  # 49 bits
SENT_LENGTH = 6  # digits


class SignInCodeQuerySet(models.QuerySet["SignInCode"]):
    """Codes: who has one, never what it is."""

    def visible_to(self, actor: Actor) -> Self:
        """Slips of their institute's students, to coordinators, with who printed them."""
        if not actor.acts_as(Role.COORDINATOR):
            return self.none()
        mine = Student.objects.visible_to(actor).values("user")
        return self.filter(kind=SignInCode.Kind.SLIP, user__in=mine).select_related("printed_by")

    def live(self, now: datetime) -> Self:
        """Neither used nor ended nor over."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=now)


class SignInCode(models.Model):
    """One code for one person, used once."""

    class Kind(models.TextChoices):
        SLIP = "slip", _("printed slip")
        SENT = "sent", _("sent to the mobile")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=10, choices=Kind)
    nonce = models.CharField(max_length=43, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text=_("Wrong ones while it was live."))
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    membership = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar = SignInCodeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=Q(used_at=None, revoked_at=None), name="one_open_code_of_a_kind"
            ),
            models.CheckConstraint(
                name="slip_says_who_printed_it", condition=~Q(kind="slip") | Q(printed_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @classmethod
    def make(cls, *, user_id: int, kind: "SignInCode.Kind", now: datetime, expires_at: datetime) -> tuple[Self, str]:
        """A row that is not saved yet, and the code, which is nowhere else."""
        code = (
            "".join(secrets.choice(SLIP_ALPHABET) for _ in range(SLIP_LENGTH))
            if kind == cls.Kind.SLIP
            else f"{secrets.randbelow(10**SENT_LENGTH):0{SENT_LENGTH}d}"
        )
        row = cls(user_id=user_id, kind=kind, nonce=secrets.token_urlsafe(32), created_at=now, expires_at=expires_at)
        row.code_hash = row.hash_of(code)
        return row, code

    def hash_of(self, code: str) -> str:
        """What the table would hold of `code`."""
        message = f"sign-in:{self.user_id}:{self.nonce}:{code}".encode()
        return hmac.new(settings.LINK_KEY.encode(), message, sha256).hexdigest()

    def is_opened_by(self, code: str) -> bool:
        """Whether this is the code, as a person types it."""
        return hmac.compare_digest(self.code_hash, self.hash_of(plain_code(code)))


class CodeRequest(models.Model):
    """Somebody asked for a code: written alike for known and unknown names, so that the answer takes the same time."""

    typed = EncryptedTextField()
    institute = models.ForeignKey(
        "institutions.Institute", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)
    taken_at = models.DateTimeField(null=True, blank=True, help_text="A worker is handing the code to the gateway.")
    done_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="code_request_open", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


def plain_code(code: str) -> str:
    """Letters and digits of a code, as it was printed: spaces, dashes and small letters forgiven."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def who_may_use_codes() -> models.QuerySet[User]:
    """Students, and nobody who is staff besides: their way in has two steps."""
    roles = Membership.objects.current().filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(roles.filter(role=Role.STUDENT)),
        ~Exists(roles.exclude(role=Role.STUDENT)),
        is_active=True,
        is_staff=False,
        is_superuser=False,
    )


def named_by(roll_no: str, phone: str, institute_id: int | None = None) -> models.QuerySet[User]:
    """The students whom a roll number, or a mobile in its plain form, names; of one institute where it is said. Empty ones name nobody."""
    there = Q(students__institute=institute_id) if institute_id else Q()
    named = Q(pk__in=[])
    if roll_no:
        named |= Q(students__roll_no__iexact=roll_no) & there
    if phone:
        named |= Q(phone=phone) & there
    return who_may_use_codes().filter(named).distinct()
