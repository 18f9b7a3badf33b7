"""What the register keeps beside a partner: whom to ask for what, and who vouches for it until when."""

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped
from institutions.models.partners import Department, Partner


class Duty(models.TextChoices):
    """What a contact is asked about."""

    EDUCATION = "education", _("Education office")
    SIGNATORY = "signatory", _("Signs agreements")
    HR = "hr", _("Human resources")
    INFECTION = "infection", _("Infection control")
    EMERGENCY = "emergency", _("Emergencies")
    BILLING = "billing", _("Billing")
    IT = "it", _("Computer access")
    OTHER = "other", _("Other")


class PartnerContactQuerySet(models.QuerySet["PartnerContact"]):
    """Contacts: people’s names and numbers, for those who arrange placements."""

    def visible_to(self, actor: Actor) -> Self:
        """A lead’s own partner; every one to coordinators and administrators; nobody else’s business."""
        if actor.acts_as(Role.ADMINISTRATOR, Role.COORDINATOR):
            return self
        return self.filter(partner_id=actor.partner_id) if actor.acts_as(Role.LEAD) else self.none()


@pghistory.track()
class PartnerContact(Stamped):
    """A person or desk at a partner, by duty. Needs no account."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="contacts")
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts"
    )
    duty = models.CharField(max_length=20, choices=Duty)
    name = models.CharField(max_length=150)
    title = models.CharField(_("position"), max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    objects: ClassVar = PartnerContactQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="contact_can_be_reached", condition=~Q(phone="") | ~Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name


class AccreditationQuerySet(models.QuerySet["Accreditation"]):
    """Accreditations of partners."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the partners that the actor sees."""
        return self.filter(partner__in=Partner.objects.visible_to(actor))

    def evidence_for(self, actor: Actor) -> Self:
        """Those whose evidence the actor may open: a lead’s own, every one for coordinators and administrators."""
        if actor.acts_as(Role.ADMINISTRATOR, Role.COORDINATOR):
            return self.exclude(evidence=None)
        return (
            self.filter(partner_id=actor.partner_id).exclude(evidence=None) if actor.acts_as(Role.LEAD) else self.none()
        )


@pghistory.track()
class Accreditation(Stamped):
    """What a body certifies about a partner, and until when."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="accreditations")
    body = models.CharField(max_length=200)
    number = models.CharField(max_length=80, blank=True)
    what_for = models.CharField(max_length=200)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    evidence = models.ForeignKey(
        "accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar = AccreditationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accreditation_ends_after_start", condition=Q(valid_until__gte=F("valid_from"))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["valid_until"], name="accreditation_ending")]

    def __str__(self) -> str:
        return f"{self.body}: {self.what_for}"

    def holds_on(self, today: date) -> bool:
        """True until it has run out."""
        return self.valid_until is None or self.valid_until >= today
