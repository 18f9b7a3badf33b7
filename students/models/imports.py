"""A list of students on its way in: checked, kept, then added as one."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from core.actor import Actor, Role


class StudentImportQuerySet(models.QuerySet["StudentImport"]):
    """Imports, seen by the office that began them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the acting coordinator's institute; every one to administrators."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        return self.filter(institute_id=actor.institute_id) if actor.acts_as(Role.COORDINATOR) else self.none()


class StudentImport(models.Model):
    """One file that passed its dry run. It is confirmed once; then the file, which repeats what the tables hold, is gone."""

    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rows = models.PositiveIntegerField(help_text="Students in the file.")
    created_at = models.DateTimeField()
    added_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = StudentImportQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="import_unconfirmed", condition=models.Q(added_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.rows} {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("student_import_check", args=[self.pk])
