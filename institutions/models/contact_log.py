"""The contact log: what an institute’s placement office and a partner said to each other, and when they speak next."""

from datetime import UTC, date, timedelta
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Versioned

WITHIN = timedelta(days=3653)  # how long ago a talk may be that is written down


class Way(models.TextChoices):
    """How they spoke."""

    PHONE = "phone", _("Phone")
    VISIT = "visit", _("Visit")
    MAIL = "mail", _("Mail")
    WHATSAPP = "whatsapp", _("WhatsApp")


class ContactEntryQuerySet(models.QuerySet["ContactEntry"]):
    """Entries, read by the institute that wrote them."""

    def visible_to(self, actor: Actor) -> Self:
        """The acting coordinator’s institute; every one to administrators. Neither the partner nor another institute."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        return self.filter(institute_id=actor.institute_id) if actor.acts_as(Role.COORDINATOR) else self.none()

    def waiting(self) -> Self:
        """Those whose next call has not been made."""
        return self.filter(next_on__isnull=False, followed_by=None)

    def for_log(self) -> Self:
        """The latest first, with who wrote them: one query for any number of rows."""
        return self.select_related("by", "institute").order_by("-at", "-pk")

    def due(self, today: date) -> Self:
        """Those whose next call should be made by now."""
        return self.waiting().filter(next_on__lte=today)


@pghistory.track()
class ContactEntry(Stamped, Versioned):
    """One talk with a partner; with `next_on`, the promise of another, until the entry that follows it."""

    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="contact_entries")
    partner = models.ForeignKey("institutions.Partner", on_delete=models.CASCADE, related_name="contact_entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    way = models.CharField(max_length=20, choices=Way)
    with_whom = models.CharField(max_length=150)
    said = models.TextField()
    next_on = models.DateField(null=True, blank=True)
    next_about = models.CharField(max_length=200, blank=True)
    followed_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="follows", editable=False
    )

    objects: ClassVar = ContactEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "contact entries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institute", "partner"],
                condition=Q(next_on__isnull=False, followed_by=None),
                name="one_next_call_a_pair",
            ),
            models.CheckConstraint(
                name="next_call_says_what_about",
                condition=Q(next_on=None, next_about="") | Q(next_on__isnull=False) & ~Q(next_about=""),
            ),
            models.CheckConstraint(
                name="talk_was_within_ten_years", condition=Q(at__gte=F("created_at") - WITHIN - timedelta(days=1))
            ),
            # A day is one of the office's zone: the database, which counts in UTC, leaves it a day.
            models.CheckConstraint(
                name="next_call_comes_after_the_talk",
                condition=Q(next_on=None) | Q(next_on__gte=TruncDate(F("at") - timedelta(days=1), tzinfo=UTC)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "institute", "-at"], name="contact_log"),
            models.Index(fields=["next_on"], name="next_calls", condition=Q(followed_by=None, next_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}, {self.with_whom}"
