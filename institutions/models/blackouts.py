"""Days on which nobody should begin: Eid, exams, a ward that is being rebuilt."""

from datetime import date
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped
from institutions.models.agreements import Agreement


class BlackoutQuerySet(models.QuerySet["Blackout"]):
    """Blackout dates: an organisation's own, and those of whom it works with."""

    def visible_to(self, actor: Actor) -> Self:
        """A partner's own, to its lead with those of institutes that have an agreement with it; an institute's own and all partners'."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.LEAD):
            theirs = Agreement.objects.visible_to(actor).values("institute")
            return self.filter(Q(partner_id=actor.partner_id) | Q(institute__in=theirs))
        if actor.acts_as(Role.SUPERVISOR):
            return self.filter(partner_id=actor.partner_id)
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            return self.filter(Q(institute_id=actor.institute_id) | Q(partner__isnull=False))
        return self.none()

    def for_list(self) -> Self:
        """With whose they are: one query for any number of rows."""
        return self.select_related("partner", "department", "institute")

    def meeting(self, first: date, last: date) -> Self:
        """Those that fall on some of these days."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def begun_on(self, thing: Any) -> list["Blackout"]:
        """Those that a slot or placement meets on its first day; none for one without dates. One query."""
        if thing.starts_on is None:
            return []
        return [
            each
            for each in self.for_list().meeting(thing.starts_on, thing.starts_on)
            if each.binds(thing, thing.starts_on)
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Blackout(Stamped):
    """Some days of a partner, of one of its departments, or of an institute, on which no placement should begin."""

    title = models.CharField(max_length=100)
    partner = models.ForeignKey(
        "institutions.Partner", null=True, blank=True, on_delete=models.CASCADE, related_name="blackouts"
    )
    department = models.ForeignKey(
        "institutions.Department",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="blackouts",
        help_text=_("Empty: the whole partner."),
    )
    institute = models.ForeignKey(
        "institutions.Institute", null=True, blank=True, on_delete=models.CASCADE, related_name="blackouts"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects: ClassVar = BlackoutQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="blackout_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="blackout_of_one_organisation",
                condition=Q(partner__isnull=False, institute__isnull=True)
                | Q(partner__isnull=True, department__isnull=True, institute__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_on", "ends_on"], name="blackout_days")]

    def __str__(self) -> str:
        return self.title

    @property
    def whose(self) -> str:
        """Whom it binds, in words: a department, a partner, an institute."""
        return str(self.department or self.partner or self.institute)

    def binds(self, thing: Any, day: date) -> bool:
        """True when a slot or placement that begins on `day` begins on one of these; a slot meets the partner's alone."""
        if not self.starts_on <= day <= self.ends_on:
            return False
        if self.institute_id is not None:
            return self.institute_id == getattr(thing, "institute_id", None)
        return self.partner_id == thing.partner_id and self.department_id in {None, thing.department_id}
