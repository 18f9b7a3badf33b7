"""The package that goes with every application: a statement to begin from and documents, kept once. The CV stands on the profile."""

from typing import ClassVar, Self, TypeVar

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.models import Stamped, Versioned
from students.models.students import Student


class DocumentKind(models.TextChoices):
    """What partners ask for beside the CV. Evidence that is checked (vaccinations, registrations) is a record, not a document."""

    TRANSCRIPT = "transcript", _("Transcript of marks")
    ENROLMENT = "enrolment", _("Proof of enrolment")
    DEGREE = "degree", _("Degree or provisional certificate")
    LANGUAGE = "language", _("Language certificate")
    PORTFOLIO = "portfolio", _("Portfolio or research")


M = TypeVar("M", bound=models.Model)


class OfStudentQuerySet(models.QuerySet[M]):
    """Rows of a package are the student's own until they are sent; what was sent is read with the application."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the students whom the actor sees."""
        return self.filter(student__in=Student.objects.visible_to(actor))


@pghistory.track()
class Package(Stamped, Versioned):
    """What a student writes once for all applications."""

    student = models.OneToOneField(Student, on_delete=models.PROTECT, related_name="package")
    statement = models.TextField(blank=True, help_text=_("Where each new application begins."))

    objects: ClassVar = OfStudentQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.student_id)


@pghistory.track()
class PackageDocument(Stamped):
    """One document of a kind; another one takes its place, and applications that were sent keep theirs."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    file = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = OfStudentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["student", "kind"], name="one_document_per_student_and_kind")
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
