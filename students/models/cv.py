"""What a CV is built from beside the profile: entries that the student writes, and internships that partners have confirmed."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.models import Stamped
from students.models.students import Student

M = TypeVar("M", bound=models.Model)


class CvSection(models.TextChoices):
    """Under which heading an entry stands."""

    EDUCATION = "education", _("Education")
    EXPERIENCE = "experience", _("Experience")
    RESEARCH = "research", _("Research")
    COURSE = "course", _("Courses and certificates")


class OfStudentQuerySet(models.QuerySet[M]):
    """Rows that belong to a student."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the students that the actor sees."""
        return self.filter(student__in=Student.objects.visible_to(actor))

    def newest_first(self) -> Self:
        """What goes on still, then by the last day."""
        return self.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-pk")


class CvEntryQuerySet(OfStudentQuerySet["CvEntry"]):
    """Lines of CVs."""


class CvEntry(Stamped):
    """One line of a CV, in the student's words."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="cv_entries")
    section = models.CharField(max_length=20, choices=CvSection)
    title = models.CharField(max_length=150)
    place = models.CharField(max_length=150, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True)
    link = models.URLField(blank=True)

    objects: ClassVar = CvEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("CV entry")
        verbose_name_plural = _("CV entries")
        constraints: ClassVar = [
            models.CheckConstraint(name="cv_entry_is_in_a_section", condition=Q(section__in=CvSection.values)),
            models.CheckConstraint(name="cv_entry_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.title


class VerifiedInternshipQuerySet(OfStudentQuerySet["VerifiedInternship"]):
    """Confirmed internships."""

    def like(self, *, department: Any, title: Any) -> Self:
        """Those in one department under one title: what a slot, its copies before it included, has come to."""
        return self.filter(department=department, title=title)


class VerifiedInternship(models.Model):
    """A placement that was completed, pushed up by `placements` when that happens. Nobody edits it."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="internships")
    placement_key = models.PositiveBigIntegerField(
        unique=True, help_text="The placement's key: its table stands above."
    )
    partner = models.ForeignKey("institutions.Partner", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    department = models.ForeignKey("institutions.Department", on_delete=models.PROTECT, related_name="+")
    supervisor = models.CharField(max_length=150, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    minutes = models.PositiveIntegerField(help_text="Approved ones.")
    objectives = models.PositiveSmallIntegerField(help_text="Confirmed by the supervisor.")
    certificate_code = models.CharField(max_length=26, blank=True, help_text="Of the certificate that holds now.")
    completed_at = models.DateTimeField()

    objects: ClassVar = VerifiedInternshipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="verified_internship_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["department", "title"], name="internships_of_a_slot")]

    def __str__(self) -> str:
        return self.title
