"""A person. Every person has a row from the moment they are named; unclaimed until they accept an invitation."""

from typing import Any, ClassVar, Self

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor, Role


class UserQuerySet(models.QuerySet["User"]):
    """People."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody, to an administrator; to anybody else themselves."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        return self.filter(pk=actor.user_id) if actor.is_signed_in else self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)["User"]):  # type: ignore[misc]
    """Makes users; addresses are kept in lower case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with `email`; without a password nobody can sign in as them yet."""
        user = self.model(email=email.strip().lower(), **fields)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
            user.claimed_at = fields.get("claimed_at") or clock.now()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator of the portal."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """One human being, signed in by e-mail address; a student without one by roll number or mobile and a code."""

    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Empty for a student who has none."))
    name = models.CharField(
        _("name"), max_length=150, help_text=_("As on the identity card, with title: Dr Sana Mirza.")
    )
    phone = models.CharField(_("mobile"), max_length=20, blank=True, db_index=True)
    language = models.CharField(_("language"), max_length=5, default="en", choices=[("en", "English"), ("ur", "اردو")])
    claimed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When the invitation was accepted.")
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text=_("The account that this one was joined with. Nobody signs in here any more."),
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="one_person_per_email"),
            models.CheckConstraint(
                name="a_joined_account_is_closed", condition=Q(merged_into=None) | Q(is_active=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["email"], name="person_by_email"),
            # What `name__icontains` asks.
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="person_by_part_of_name"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else self.email

    @property
    def is_claimed(self) -> bool:
        """False for a person who was named but has not accepted an invitation."""
        return self.claimed_at is not None

    @classmethod
    def unclaimed(cls, *, email: str, name: str) -> "User":
        """The user with this address, made without a password when there is none; without an address always somebody new."""
        if not email.strip():
            return cls.objects.create_user("", name=name)
        known = cls.objects.filter(email=email.strip().lower())
        if user := known.select_related("merged_into").first():
            return user.merged_into or user
        try:
            with transaction.atomic():
                return cls.objects.create_user(email, name=name)
        except IntegrityError:  # named by somebody else in this very moment
            return known.get()
