"""Files under the portal's care: random names outside the web root, with what was found out about them."""

import secrets
from dataclasses import dataclass
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from core import clock
from core.actor import Actor, Role


def random_path(instance: "StoredFile", _filename: str) -> str:
    """A name that tells nothing and cannot be guessed."""
    name = secrets.token_hex(16)
    return f"{instance.kind}/{name[:2]}/{name}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files as rows: names, sizes and hashes. What they hold is opened through the thing that each belongs to."""

    def visible_to(self, actor: Actor) -> Self:
        """All, to an administrator; to anybody else their own."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        return self.filter(owner_id=actor.user_id) if actor.is_signed_in else self.none()


class StoredFile(models.Model):
    """One file. The row and the file are written together by `accounts.services.files`."""

    kind = models.CharField(max_length=30)
    file = models.FileField(upload_to=random_path, max_length=120)
    name = models.CharField(max_length=200, help_text="What the person called it; shown, never trusted.")
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    created_at = models.DateTimeField(default=clock.now)
    pages = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="How many of its pages were drawn as pictures; empty until somebody tried."
    )

    quarantined_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when nobody may open it."
    )

    objects: ClassVar = StoredFileQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="file_by_hash"),
            models.Index(fields=["created_at"], name="file_to_draw", condition=models.Q(kind="record", pages=None)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """True for what a page can show by itself."""
        return self.media_type.startswith("image/")

    @property
    def page_numbers(self) -> range:
        """The numbers of the pages that were drawn, from 1."""
        return range(1, (self.pages or 0) + 1)


class FilePage(models.Model):
    """One page of a document as a picture, so that it can be read beside a form. It goes with the document."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="drawn_pages")
    number = models.PositiveSmallIntegerField()
    picture = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="each_page_drawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}, {self.number}"


@dataclass(frozen=True, slots=True)
class Readable:
    """What is read: a file by its key, or what stands for one that is not there (`about`); and whose it is."""

    file_id: int | None
    about: str
    owner_id: int | None


class ReadLog(models.Model):
    """Who opened which document of whom."""

    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.CASCADE, related_name="reads")
    about = models.CharField(
        max_length=40,
        blank=True,
        help_text="What was read, where no file shows it: record:12, brought over without one.",
    )
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    as_label = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why, where the reader had to say so before it was opened."
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_reading_names_a_file_or_a_thing",
                condition=models.Q(file__isnull=False, about="") | models.Q(file=None) & ~models.Q(about=""),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["file", "-at"], name="reads_of_a_file"),
            models.Index(fields=["about", "-at"], name="reads_of_a_thing", condition=models.Q(file=None)),
        ]

    def __str__(self) -> str:
        return f"{self.file_id or self.about} {self.at:%Y-%m-%d %H:%M}"
