"""Lists of names: whom an institute sends to a slot, and what the partner answers to each."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition
from placements.models.applications import Application
from placements.models.placements import Placement
from placements.models.slots import Allotment
from placements.states import LIST_TONES, ListState

OBJECT_WITHIN = timedelta(days=7)


class NameListQuerySet(models.QuerySet["NameList"]):
    """Lists of names, seen by the two offices."""

    def visible_to(self, actor: Actor) -> Self:
        """A coordinator's and viewer's institute (its programme, where the membership has one); a lead's partner, once sent."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.LEAD):
            return self.filter(slot__partner_id=actor.partner_id, state__in=[ListState.SENT, ListState.ANSWERED])
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            mine = self.filter(institute_id=actor.institute_id)
            if not actor.programme_id:
                return mine
            others = ListedName.objects.filter(name_list=OuterRef("pk")).exclude(
                student__programme_id=actor.programme_id
            )
            return mine.filter(~Exists(others))
        return self.none()

    def for_list(self) -> Self:
        """With slot, partner and institute: one query for any number of rows."""
        return self.select_related("slot__partner", "slot__department", "slot__supervisor__user", "institute")

    def with_places(self) -> Self:
        """Adds `kept_left`: unused places that the slot keeps for the institute, None where it keeps none."""
        kept = Allotment.objects.filter(slot=OuterRef("slot"), institute=OuterRef("institute"))
        return self.annotate(kept_left=Subquery(kept.values_list(F("places") - F("held"))))

    def with_counts(self) -> Self:
        """Adds `asked`, `waiting`, `accepted`, `swapped` and `struck`."""
        answer = ListedName.Answer
        accepted = Q(names__answer=answer.ACCEPTED)
        return self.annotate(
            asked=Count("names"),
            waiting=Count("names", filter=Q(names__answer=answer.WAITING)),
            accepted=Count("names", filter=accepted),
            swapped=Count("names", filter=accepted & ~Q(names__slot=F("slot"))),
            struck=Count("names", filter=Q(names__answer=answer.STRUCK)),
        )


@pghistory.track()
class NameList(Stamped):
    """The names that an institute sends for the block of one slot."""

    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="name_lists")
    slot = models.ForeignKey("placements.Slot", on_delete=models.PROTECT, related_name="name_lists")
    note = models.TextField(blank=True, help_text=_("A word to the partner."))
    state = models.CharField(max_length=20, choices=ListState, default=ListState.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = NameListQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sent_list_was_sent_at_some_moment",
                condition=~Q(state__in=["sent", "answered"]) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institute_id} → {self.slot_id}"

    def get_absolute_url(self) -> str:
        return reverse("name_list_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """True until it is sent."""
        return self.state == ListState.DRAFT

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return LIST_TONES[ListState(self.state)]

    @property
    def places_left(self) -> int:
        """Places that the institute's students may still take. Needs `with_places`."""
        open_left = self.slot.places - self.slot.allotted - self.slot.open_held
        return max(open_left if self.kept_left is None else self.kept_left, 0)  # type: ignore[attr-defined]


class ListedNameQuerySet(models.QuerySet["ListedName"]):
    """Names on lists, through their list."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the lists that the actor sees; to a student the own, where it became a placement."""
        if actor.acts_as(Role.STUDENT):
            return self.filter(application__in=Application.objects.visible_to(actor))
        return self.filter(name_list__in=NameList.objects.visible_to(actor))

    def for_list(self) -> Self:
        """With student, programme, slot, supervisor and what came of it: one query for any number of rows."""
        return self.select_related(
            "student__user", "student__programme", "slot", "supervisor__user", "application__placement"
        ).order_by("position", "pk")

    def with_busy(self) -> Self:
        """Adds `busy_at`: the partner of a full-time placement that meets the slot's days; None for who is free."""
        others = Placement.objects.live().filter(
            student=OuterRef("student"),
            full_time=True,
            starts_on__lte=OuterRef("slot__ends_on"),
            ends_on__gte=OuterRef("slot__starts_on"),
        )
        return self.annotate(busy_at=Subquery(others.order_by("pk").values("partner__name")[:1]))

    def waiting(self) -> Self:
        """Not answered yet."""
        return self.filter(answer=ListedName.Answer.WAITING)


@pghistory.track()
class ListedName(models.Model):
    """One student on a list: where they are asked for, and what the partner answered."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("Waits")
        ACCEPTED = "accepted", _("Accepted")
        STRUCK = "struck", _("Struck")

    name_list = models.ForeignKey(NameList, on_delete=models.CASCADE, related_name="names")
    student = models.ForeignKey("students.Student", on_delete=models.PROTECT, related_name="listed")
    # The list's own slot until the partner answers; another one of the partner when it swaps.
    slot = models.ForeignKey("placements.Slot", on_delete=models.PROTECT, related_name="listed")
    position = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    supervisor = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="listed"
    )
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    refusal = models.TextField(blank=True, help_text=_("Why the last attempt to accept it failed."))
    application = models.OneToOneField(
        "placements.Application", null=True, blank=True, on_delete=models.PROTECT, related_name="listed"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ListedNameQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name_list", "student"], name="each_student_once_on_a_list"),
            models.UniqueConstraint(
                fields=["student", "slot"], condition=Q(answer="waiting"), name="a_student_waits_once_for_a_slot"
            ),
            models.CheckConstraint(
                name="accepted_name_has_its_place",
                condition=Q(answer="accepted", application__isnull=False)
                | ~Q(answer="accepted") & Q(application__isnull=True),
            ),
            models.CheckConstraint(name="struck_name_has_its_reason", condition=~Q(answer="struck") | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} on {self.name_list_id}"

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return {self.Answer.ACCEPTED: "good", self.Answer.STRUCK: "bad"}.get(self.Answer(self.answer), "wait")

    @property
    def is_swapped(self) -> bool:
        """True for who was accepted into another slot than was asked for."""
        return self.slot_id != self.name_list.slot_id

    @property
    def object_by(self) -> datetime | None:
        """Until when the student may object; None before the answer."""
        return self.answered_at + OBJECT_WITHIN if self.answered_at else None


class NameListTransition(Transition):
    """A move of a list."""

    thing = models.ForeignKey(NameList, on_delete=models.CASCADE, related_name="transitions")
