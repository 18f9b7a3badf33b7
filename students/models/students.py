"""A student of one programme and intake."""

from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.addresses import domain_of, same_mailbox
from core.fields import EncryptedTextField
from core.models import Stamped, Versioned
from core.paths import path_of


class Gender(models.TextChoices):
    """What places that are kept for some need to know; empty where it was not said."""

    FEMALE = "female", _("Woman")
    MALE = "male", _("Man")
    X = "x", _("X, as on the identity card")


class Sponsored(models.TextChoices):
    """Why somebody who is not enrolled is among the students; the kinds of enquiry that ask for it. Empty for who is enrolled."""

    GRADUATE = "graduate", _("Sponsored graduate")
    SWITCHER = "switcher", _("Sponsored, changing field")


class StudentQuerySet(models.QuerySet["Student"]):
    """Students, seen by themselves and by their institute."""

    def visible_to(self, actor: Actor) -> Self:
        """The student's own row; a coordinator's and viewer's institute (a viewer's programme); all to administrators."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.STUDENT):
            return self.filter(user_id=actor.user_id, institute_id=actor.institute_id)
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            mine = self.filter(institute_id=actor.institute_id)
            return mine.filter(programme_id=actor.programme_id) if actor.programme_id else mine
        return self.none()

    def enrolled(self) -> Self:
        """Those of the course, whom the institute must place; who is sponsored is nobody’s shortage."""
        return self.filter(sponsored_as="")

    def for_list(self) -> Self:
        """With person, programme and intake: one query for any number of rows."""
        return self.select_related("user", "programme", "intake")

    def reached_at(self, email: str, institute_id: int) -> Self:
        """The institute's students whose mailbox this is, or who have theirs at the same domain below the institute's own: nobody’s
        referee, and nobody’s way into a partner.
        """
        domain = domain_of(email)
        above = [domain[at + 1 :] for at, letter in enumerate(domain) if letter == "."]
        beside = Q(institute__email_domain__in=above, user__email__iendswith=f"@{domain}")
        return self.filter(Q(user__email__iregex=same_mailbox(email)) | beside, institute_id=institute_id)

    def waiting_for_cv(self) -> Self:
        """Those whose CV was ordered and is not made yet."""
        return self.filter(cv_ordered_at__isnull=False)


@pghistory.track(exclude=["id_number", "cv_ordered_at", "cv_facts"])
class Student(Stamped, Versioned):
    """A person as a student of an institute."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="students")
    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="students")
    programme = models.ForeignKey("institutions.Programme", on_delete=models.PROTECT, related_name="students")
    intake = models.ForeignKey("institutions.Intake", on_delete=models.PROTECT, related_name="students")
    roll_no = models.CharField(_("roll number"), max_length=40)
    sponsored_as = models.CharField(
        _("sponsored as"),
        max_length=10,
        blank=True,
        choices=Sponsored,
        help_text=_("For who is not enrolled: the institute answers for them while they do internships."),
    )
    father_name = models.CharField(
        _("father’s name"),
        max_length=150,
        blank=True,
        help_text=_("Printed on certificates where councils ask for it."),
    )
    relation = models.CharField(
        max_length=10,
        blank=True,
        choices=[("son", _("son of")), ("daughter", _("daughter of")), ("wife", _("wife of"))],
        help_text=_("How the certificate words it."),
    )
    gender = models.CharField(
        _("gender"),
        max_length=10,
        blank=True,
        choices=Gender,
        help_text=_("For places and hostels that are kept for some. No partner is shown it."),
    )
    id_number = EncryptedTextField(_("CNIC or passport number"), blank=True)
    id_last4 = models.CharField(max_length=4, blank=True, editable=False)
    city = models.CharField(_("city"), max_length=80, blank=True)
    about = models.TextField(_("about you"), blank=True)
    skills = models.TextField(_("skills"), blank=True, help_text=_("One a line."))
    languages = models.CharField(_("languages"), max_length=200, blank=True)
    emergency_name = models.CharField(_("emergency contact"), max_length=150, blank=True)
    emergency_phone = models.CharField(_("their number"), max_length=20, blank=True)
    cv = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cv_ordered_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("A CV from the profile waits to be made.")
    )
    cv_facts = models.CharField(
        max_length=64, blank=True, editable=False, help_text=_("Hash of what it says; empty for a CV that was sent.")
    )
    profile_done_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar = StudentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institute", "roll_no"], name="one_student_per_roll_number"),
            models.UniqueConstraint(fields=["institute", "user"], name="one_student_row_per_person_and_institute"),
            models.CheckConstraint(name="id_last4_is_four_or_none", condition=Q(id_last4__regex=r"^(.{4})?$")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["cv_ordered_at"], name="cv_waiting", condition=Q(cv_ordered_at__isnull=False)),
            models.Index(Upper("roll_no"), name="student_by_roll_no"),
        ]

    def __str__(self) -> str:
        return self.user.name

    def get_absolute_url(self) -> str:
        return path_of("student_detail", self.pk)

    @property
    def studies(self) -> str:
        """The programme; of who is sponsored, that they are, and in which field."""
        programme = self.programme.name
        return f"{self.get_sponsored_as_display()}, {programme}" if self.sponsored_as else programme

    @property
    def waits_for_slip(self) -> bool:
        """True while the account is nobody’s and no invitation could be mailed: a printed slip tells them."""
        return not self.user.email and not self.user.is_claimed

    def save(self, *args: object, **kwargs: object) -> None:
        digits = "".join(ch for ch in self.id_number if ch.isalnum())
        self.id_last4 = digits[-4:] if len(digits) >= 4 else ""
        super().save(*args, **kwargs)
