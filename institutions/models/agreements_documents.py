"""Files that belong to an agreement."""

from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor
from institutions.models.agreements import Agreement


class DocumentKind(models.TextChoices):
    """What a file of an agreement is."""

    DRAFT = "draft", _("Draft")
    SCAN = "scan", _("Signed original, scanned")
    ANNEX = "annex", _("Annex")
    INSURANCE = "insurance", _("Insurance certificate")
    OTHER = "other", _("Other")


class Side(models.TextChoices):
    """Which of the two parties."""

    INSTITUTE = "institute", _("Institute")
    PARTNER = "partner", _("Partner")


class AgreementDocumentQuerySet(models.QuerySet["AgreementDocument"]):
    """Files of agreements."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the agreements that the actor sees."""
        return self.filter(agreement__in=Agreement.objects.visible_to(actor))


@pghistory.track()
class AgreementDocument(models.Model):
    """One file that a party added to an agreement. Once the agreement was signed, it stays."""

    agreement = models.ForeignKey("institutions.Agreement", on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    title = models.CharField(max_length=150, blank=True)
    file = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=20, choices=Side)
    holds_clauses = models.BooleanField(
        default=False, help_text=_("The coordinator has read it: the minimum clauses stand in it.")
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    as_label = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    objects: ClassVar = AgreementDocumentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="only_a_scan_holds_clauses", condition=models.Q(holds_clauses=False) | models.Q(kind="scan")
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="stays_once_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM institutions_agreement WHERE id = OLD.agreement_id
                                AND state NOT IN ('draft', 'returned', 'with_partner')) THEN
                        RAISE EXCEPTION 'a document of a signed agreement stays'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'document_of_a_signed_agreement_stays';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.file.name

    def get_absolute_url(self) -> str:
        return reverse("agreement_document", args=[self.agreement_id, self.pk])
