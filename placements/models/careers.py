"""Careers: from a role to its skills to the internships that teach them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role


class CareerQuerySet(models.QuerySet["Career"]):
    """Careers."""

    def visible_to(self, actor: Actor) -> Self:
        """What is published, to everybody; all to administrators."""
        return self if actor.acts_as(Role.ADMINISTRATOR) else self.filter(is_published=True)

    def in_order(self) -> Self:
        """By track, then as staff put them. With the track: one query."""
        return self.select_related("track").order_by("track__position", "track__name", "position", "title")


class Career(models.Model):
    """One role that internships of a track lead to. Edited in the admin; the starters are in services.careers."""

    track = models.ForeignKey("placements.Track", on_delete=models.PROTECT, related_name="careers")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=100, unique=True, help_text=_("The role: Radiographer."))
    summary = models.CharField(max_length=200, help_text=_("One sentence; a chat shows it with the link."))
    work = models.TextField(help_text=_("What an ordinary day is like. Plain text with the signs of a guide."))
    entry = models.TextField(_("way in"), blank=True, help_text=_("Degree, council and licence that it asks for."))
    skills = models.TextField(help_text=_("One a line, in the words that internships use; each leads to a search."))
    position = models.PositiveSmallIntegerField(default=0)
    is_published = models.BooleanField(_("published"), default=True)

    objects: ClassVar = CareerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="career_names_skills", condition=~Q(skills=""))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("career_detail", args=[self.slug])

    @property
    def skill_list(self) -> list[str]:
        """The skills, one each."""
        return [line.strip() for line in self.skills.splitlines() if line.strip()]
