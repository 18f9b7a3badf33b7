"""What a slot asks of an application: points of the statement, documents, references, the institute's endorsement."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from students.models import DocumentKind

REFERENCES_MAX = 3


def of_known_kinds(name: str) -> models.CheckConstraint:
    """Documents are asked for by the kinds that a package can hold."""
    return models.CheckConstraint(
        name=name, condition=Q(documents_asked__contained_by=[str(kind) for kind in DocumentKind.values])
    )


class Asks(models.Model):
    """The part of a slot that speaks of applications."""

    statement_points = models.TextField(
        blank=True, help_text=_("What the statement should answer, one a line; shown beside the box.")
    )
    documents_asked: Any = ArrayField(models.CharField(max_length=20, choices=DocumentKind), default=list, blank=True)
    references_asked = models.PositiveSmallIntegerField(
        default=0, help_text=_("How many references a student asks for before sending.")
    )
    asks_for_endorsement = models.BooleanField(
        default=False, help_text=_("The institute endorses an application before it is decided on.")
    )

    class Meta:
        abstract = True

    @property
    def points(self) -> list[str]:
        """The points of the statement."""
        return [line.strip() for line in self.statement_points.splitlines() if line.strip()]

    @property
    def documents_in_words(self) -> list[str]:
        """The documents asked for."""
        return [str(DocumentKind(kind).label) for kind in self.documents_asked]
