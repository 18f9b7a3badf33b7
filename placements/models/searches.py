"""Searches that people keep, to be told what is new."""

from datetime import date
from typing import ClassVar, Self

from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor
from core.models import Stamped

SALT = "placements.searches.stop"


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Kept searches."""

    def visible_to(self, actor: Actor) -> Self:
        """A person's own, of the membership in which they were kept; nobody else's."""
        return self.filter(membership_id=actor.membership_id) if actor.is_signed_in else self.none()

    def by_token(self, token: str) -> Self:
        """The one that a mail's stop link names."""
        try:
            return self.filter(pk=signing.Signer(salt=SALT).unsign(token))
        except (signing.BadSignature, ValueError):
            return self.none()

    def due(self, today: date) -> Self:
        """Those whose person wants to be told and that nobody has looked through today. Uses the index `search_due`."""
        return self.filter(tells=True, looked_on__lt=today, membership__ended_at=None)


class SavedSearch(Stamped):
    """A search by its address, under a name; once a day its person is told what is new."""

    membership = models.ForeignKey("institutions.Membership", on_delete=models.CASCADE, related_name="searches")
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=500, help_text=_("What stands in the address after the question mark."))
    tells = models.BooleanField(_("tells what is new"), default=True)
    looked_on = models.DateField(default=clock.today, editable=False)
    # Slots that were first shown after `told_at` are new to the clock; those after `new_from`, to the person who reads what it told.
    told_at = models.DateTimeField(default=clock.now, editable=False)
    new_from = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "saved searches"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "query"], name="one_saved_search_per_address"),
            models.CheckConstraint(name="saved_search_has_a_name", condition=~Q(name="")),
        ]
        indexes: ClassVar = [models.Index(fields=["looked_on"], name="search_due", condition=Q(tells=True))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("search_detail", args=[self.pk])

    @property
    def address(self) -> str:
        """The search itself."""
        return f"{reverse('internship_list')}?{self.query}"

    @property
    def stop_token(self) -> str:
        """What the stop link of a mail ends in: it stops this search, and opens nothing."""
        return signing.Signer(salt=SALT).sign(str(self.pk))

    @property
    def stop_path(self) -> str:
        """Where the stop link leads."""
        return reverse("search_stop_by_link", args=[self.stop_token])
