"""The receiving side: partners, their sites and departments."""

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped


class PartnerKind(models.TextChoices):
    """What sort of organisation a partner is."""

    HOSPITAL = "hospital", _("Hospital")
    CLINIC = "clinic", _("Clinic")
    LABORATORY = "laboratory", _("Laboratory")
    IMAGING = "imaging", _("Imaging centre")
    PHARMACY = "pharmacy", _("Pharmacy")
    INSURER = "insurer", _("Insurer")
    HEALTH_IT = "health_it", _("Health IT firm")
    PUBLIC_HEALTH = "public_health", _("Public health body")
    NGO = "ngo", _("NGO")


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Partners."""

    def visible_to(self, actor: Actor) -> Self:
        """Every listed partner to an institute's people and administrators; its own to a partner's people; public ones to all."""
        if actor.acts_as(Role.ADMINISTRATOR, Role.COORDINATOR):
            return self
        listed = models.Q(is_public=True)
        return self.filter(listed | models.Q(pk=actor.partner_id)) if actor.partner_id else self.filter(listed)


@pghistory.track()
class Partner(Stamped):
    """A hospital, clinic, laboratory or other organisation that takes students."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=PartnerKind)
    city = models.CharField(max_length=80)
    address = models.CharField(max_length=300, blank=True)
    about = models.TextField(
        blank=True, help_text=_("Two or three sentences for students: what you do and how interns are taught.")
    )
    is_public = models.BooleanField(default=True, help_text=_("Shown on the public pages."))
    people_cap = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Interns at once, across all departments; empty for no limit.")
    )

    objects: ClassVar = PartnerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partner_detail", args=[self.slug])


class Site(Stamped):
    """One address of a partner."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=150)
    city = models.CharField(max_length=80)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["partner", "name"], name="one_site_per_name")]

    def __str__(self) -> str:
        return self.name


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Departments of sites."""

    def visible_to(self, actor: Actor) -> Self:
        """A partner's own departments to its people; all to institutes' staff and administrators."""
        if actor.acts_as(Role.ADMINISTRATOR, Role.COORDINATOR):
            return self
        return self.filter(site__partner_id=actor.partner_id) if actor.partner_id else self.none()


class Department(Stamped):
    """A ward, section or office of a site, where interns work."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="departments")
    name = models.CharField(max_length=120)
    contact_email = models.EmailField(blank=True)

    objects: ClassVar = DepartmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="one_department_per_name")]

    def __str__(self) -> str:
        return self.name
