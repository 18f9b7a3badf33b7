"""A list on its way in: sent, its columns named, looked through, brought in as one. And which heading meant which column last time."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core import clock
from core.actor import Actor, Role
from core.errors import Words
from core.sheets import Sheet, private_nouns, sheet_of


class ImportQuerySet(models.QuerySet["Import"]):
    """Lists, seen by the office that sent them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the acting coordinator's institute (and programme, where the role has one) or lead's partner; all to administrators."""
        shown = self._open_to(actor)
        if actor.acts_as(Role.ADMINISTRATOR):
            return shown
        if actor.acts_as(Role.LEAD):
            return shown.filter(partner_id=actor.partner_id)
        if actor.acts_as(Role.COORDINATOR):
            mine = shown.filter(institute_id=actor.institute_id)
            return mine.filter(membership__programme_id=actor.programme_id) if actor.programme_id else mine
        return self.none()

    def _open_to(self, actor: Actor) -> Self:
        """Without lists of health evidence and the like, but for the actor's own; nobody sees those through another's eyes."""
        closed = Q(noun__in=private_nouns())
        own = Q(by_id=actor.user_id) if actor.viewed_by is None else Q(pk=None)
        return self.filter(~closed | own)

    def unconfirmed(self) -> Self:
        """Neither brought in nor on their way."""
        return self.filter(done_at=None, job=None)


class Import(models.Model):
    """One file. When it is brought in the file, which repeats what the tables hold then, is gone; the figures stay."""

    noun = models.CharField(max_length=30)
    institute = models.ForeignKey(
        "institutions.Institute", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    partner = models.ForeignKey(
        "institutions.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="What the person called the file.")
    file = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    headings = models.JSONField(default=list, help_text="As they stand in the file.")
    columns = models.JSONField(default=list, help_text="What each heading means; empty text for one that is left out.")
    rows = models.PositiveIntegerField(help_text="Lines under the headings.")
    choices = models.JSONField(
        default=dict, help_text="By line, the thing that a person said it is about; 0 for another one."
    )
    report = models.JSONField(null=True, blank=True, help_text="What the last look through found.")
    digest = models.CharField(
        max_length=64, blank=True, help_text="Print of what was shown: another one is not brought in."
    )
    job = models.ForeignKey("accounts.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ImportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="import_is_one_organisations",
                condition=Q(institute__isnull=False, partner__isnull=True)
                | Q(institute__isnull=True, partner__isnull=False),
            ),
            models.CheckConstraint(
                name="import_that_is_done_keeps_no_file", condition=Q(done_at=None) | Q(file__isnull=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="list_unconfirmed", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("import_detail", args=[self.pk])

    @property
    def sheet(self) -> Sheet:
        """What the list may say."""
        sheet = sheet_of(self.noun)
        if sheet is None:
            raise LookupError(self.noun)
        return sheet

    @property
    def title(self) -> Words:
        """The noun in words."""
        return self.sheet.title

    @property
    def is_mapped(self) -> bool:
        """True when every column that is needed has its heading."""
        return {column.name for column in self.sheet.columns if column.needed} <= set(self.columns)

    def found(self, name: str) -> Any:
        """A figure of the last look through: new, changed, same, faults."""
        return (self.report or {}).get(name, 0)


class ColumnMemory(models.Model):
    """What an organisation's headings meant when it last said so."""

    noun = models.CharField(max_length=30)
    institute = models.ForeignKey(
        "institutions.Institute", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    partner = models.ForeignKey(
        "institutions.Partner", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    headings = models.CharField(max_length=64, help_text="Print of the headings, whatever their order and capitals.")
    meanings = models.JSONField(help_text="By heading, the column.")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "column memories"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["noun", "institute", "partner", "headings"],
                nulls_distinct=False,
                name="one_memory_per_set_of_headings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.noun}: {', '.join(self.meanings)}"
