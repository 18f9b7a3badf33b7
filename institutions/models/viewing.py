"""An administrator who looks at the portal through somebody's eyes: why, from when to when, and which pages."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from notifications.models import unread_of

LASTS = timedelta(minutes=30)


class ViewAsQuerySet(models.QuerySet["ViewAs"]):
    """Views through somebody's eyes."""

    def for_request(self, pk: int, by_id: int | None) -> "ViewAs | None":
        """The administrator's own look, with everybody whom a page names, and `unread` in their inbox. One query."""
        people = self.select_related("person", "membership__user", "membership__institute", "membership__partner")
        return people.filter(pk=pk, by_id=by_id).annotate(unread=unread_of("person")).first()

    def unended(self) -> Self:
        """Not stopped; perhaps over time."""
        return self.filter(ended_at=None)

    def over_time(self, now: datetime) -> Self:
        """Not stopped, though their time is over."""
        return self.unended().filter(until__lte=now)


class ViewAs(models.Model):
    """One look. The membership's person is told when it has ended."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    until = models.DateTimeField(help_text="When it ends by itself.")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ViewAsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "views as somebody"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by"], condition=Q(ended_at=None), name="one_view_at_a_time"),
            models.CheckConstraint(name="nobody_views_as_themselves", condition=~Q(by=F("person"))),
            models.CheckConstraint(name="a_view_says_why", condition=~Q(reason="")),
        ]
        indexes: ClassVar = [models.Index(fields=["until"], name="view_to_end", condition=Q(ended_at=None))]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="a_view_is_never_rewritten", exclude=["ended_at"]),
            pgtrigger.Protect(
                name="an_ended_view_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
            pgtrigger.Protect(name="a_view_is_never_removed", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.by} as {self.membership}"

    def is_live(self, now: datetime) -> bool:
        """True until it was stopped or its time is over."""
        return self.ended_at is None and now < self.until


class ViewAsPage(models.Model):
    """A page that was opened."""

    view = models.ForeignKey(ViewAs, on_delete=models.PROTECT, related_name="pages")
    path = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="an_opened_page_is_never_rewritten"),
            pgtrigger.Protect(name="an_opened_page_is_never_removed", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.path
