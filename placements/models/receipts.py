"""What was sent, as it was: a receipt for each sending; and the questions that came back, each beside its answer."""

from typing import Any, ClassVar, Self, TypeVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.actor import Actor
from placements.models.applications import Application

M = TypeVar("M", bound=models.Model)


class OfApplicationQuerySet(models.QuerySet[M]):
    """Rows that belong to an application are seen by whoever sees it."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the applications that the actor sees."""
        return self.filter(application__in=Application.objects.visible_to(actor))


class ReceiptQuerySet(OfApplicationQuerySet["Receipt"]):
    """Receipts."""

    def without_file(self) -> Self:
        """Sent, the PDF not made yet."""
        return self.filter(file=None)


class Receipt(models.Model):
    """One sending of an application. `facts` is all that was sent; it never changes, whatever becomes of the application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="receipts")
    number = models.CharField(max_length=30, unique=True, help_text="For reading aloud: A-214, sent again A-214-2.")
    facts = models.JSONField()
    sent_at = models.DateTimeField()
    file = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = ReceiptQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sent_at"], name="receipt_to_file", condition=Q(file=None))]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="a_receipt_stays_as_sent", exclude=["file"]),
            pgtrigger.Protect(
                name="a_receipt_is_filed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.file_id IS NOT NULL AND OLD.file_id IS DISTINCT FROM NEW.file_id"),
            ),
            pgtrigger.Protect(name="a_receipt_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("application_receipt", args=[self.application_id, self.pk])


@pghistory.track()
class InfoRequest(models.Model):
    """What was asked of the student about a sent application, and what they answered. Neither is rewritten."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="info_requests")
    text = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")
    as_label = models.CharField(max_length=200)
    by_partner = models.BooleanField(help_text="Asked for the partner; else by the institute before it endorses.")
    recording = models.ForeignKey(
        "institutions.Recording", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = OfApplicationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="an_answer_has_words_and_a_time",
                condition=Q(answered_at=None, answer="", file=None) | Q(answered_at__isnull=False) & ~Q(answer=""),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="a_question_stays_as_asked", exclude=["answer", "answered_at", "file"]),
            pgtrigger.Protect(
                name="a_question_is_answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            ),
            pgtrigger.Protect(name="a_question_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.asked_at:%Y-%m-%d}"
