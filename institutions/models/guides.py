"""Guides and answers that staff write for everybody: interviews, letters, what to wear, the first day."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped


class GuideKind(models.TextChoices):
    """What a text is."""

    GUIDE = "guide", _("Guide")
    ANSWER = "answer", _("Answer")


class GuideQuerySet(models.QuerySet["Guide"]):
    """Guides."""

    def visible_to(self, actor: Actor) -> Self:
        """What is published, to everybody; all to administrators."""
        return self if actor.acts_as(Role.ADMINISTRATOR) else self.filter(is_published=True)

    def in_order(self) -> Self:
        """As staff put them."""
        return self.order_by("position", "title")


class Guide(Stamped):
    """One text. Edited in the admin; the starters are in services.guides."""

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=GuideKind, default=GuideKind.GUIDE)
    title = models.CharField(max_length=150, help_text=_("Of an answer: the question, as people ask it."))
    summary = models.CharField(max_length=200, blank=True, help_text=_("One sentence; a chat shows it with the link."))
    body = models.TextField(
        help_text=_(
            "Plain text; a line that begins with # is a heading, with - a point of a list, and **words** stand out."
        )
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_published = models.BooleanField(_("published"), default=True)

    objects: ClassVar = GuideQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="guide_is_of_a_kind", condition=Q(kind__in=GuideKind.values)),
            models.CheckConstraint(name="guide_says_something", condition=~Q(body="") & ~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guide_detail", args=[self.slug])
