"""Changes in a placement’s course: asked for, agreed by everybody whom they touch, carried out. And the suspensions that come of some."""

from datetime import date
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition
from core.words import day
from placements.models.blocks import Block
from placements.models.hours import ThroughPlacementQuerySet
from placements.models.hours_triggers import WORKED_WHILE_SUSPENDED
from placements.models.placements import Days, Placement
from placements.states_course import CHANGE_TONES, ChangeState


class ChangeKind(models.TextChoices):
    """What is to change."""

    MOVE = "move", _("Move a block")
    ORDER = "order", _("Change the order of two blocks")
    SWAP = "swap", _("Swap with another student")
    DATES = "dates", _("Another last day")
    SUPERVISOR = "supervisor", _("Another supervisor")
    SUSPEND = "suspend", _("Suspend for some time")
    END = "end", _("End early")


class Side(models.TextChoices):
    """Whose word a change may wait for."""

    STUDENT = "student", _("The student")
    OTHER = "other", _("The other student")
    LEAD = "lead", _("The partner’s placement lead")
    COORDINATOR = "coordinator", _("The institute’s coordinator")


class ChangeQuerySet(models.QuerySet["PlacementChange"]):
    """Changes, seen with the placements that they touch."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the placements that the actor sees, and those that a student is asked to swap for."""
        seen = Placement.objects.visible_to(actor)
        return self.filter(Q(placement__in=seen) | Q(other__in=seen))

    def for_page(self) -> Self:
        """With everybody and everything that a page or a message says: two queries for any number of rows."""
        return self.select_related(
            "placement__student__user",
            "placement__slot",
            "placement__partner",
            "placement__department",
            "placement__institute",
            "placement__supervisor__user",
            "other__student__user",
            "other__supervisor__user",
            "block__department",
            "other_block__department",
            "department",
            "supervisor__user",
            "asked_by",
        ).prefetch_related("answers__by")

    def waiting(self) -> Self:
        """Those that somebody has still to answer."""
        return self.filter(state=ChangeState.ASKED)

    def for_the_word_of(self, actor: Actor) -> Self:
        """Those that wait for the acting membership’s own word; each once."""
        own = Q(side=Side.STUDENT, change__placement__student__user=actor.user_id)
        other = Q(side=Side.OTHER, change__other__student__user=actor.user_id)
        whose = {Role.STUDENT: own | other, Role.LEAD: Q(side=Side.LEAD), Role.COORDINATOR: Q(side=Side.COORDINATOR)}
        if actor.role not in whose:
            return self.none()
        words = ChangeAnswer.objects.open().filter(whose[actor.role], change=OuterRef("pk"))
        return self.waiting().filter(Exists(words))


@pghistory.track()
class PlacementChange(Stamped):
    """One change of one placement, of a swap two. What it needs to say depends on its kind."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=ChangeKind)
    state = models.CharField(max_length=12, choices=ChangeState, default=ChangeState.ASKED)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    block = models.ForeignKey(Block, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    other_block = models.ForeignKey(Block, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(
        Placement, null=True, blank=True, on_delete=models.PROTECT, related_name="swaps", help_text="To swap with."
    )
    department = models.ForeignKey(
        "institutions.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    supervisor = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    objects: ClassVar = ChangeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state="asked"), name="one_change_waits_at_a_time"
            ),
            models.CheckConstraint(
                name="a_change_says_what_its_kind_needs",
                condition=Q(kind="move", block__isnull=False, first_day__isnull=False, last_day__isnull=False)
                | Q(kind="order", block__isnull=False, other_block__isnull=False)
                | Q(kind="swap", other__isnull=False)
                | Q(kind="supervisor", supervisor__isnull=False)
                | Q(kind="suspend", first_day__isnull=False, last_day__isnull=False)
                | Q(kind__in=["dates", "end"], last_day__isnull=False),
            ),
            models.CheckConstraint(name="a_change_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="nobody_swaps_with_themselves", condition=Q(other=None) | ~Q(other=F("placement"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("change_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return CHANGE_TONES[ChangeState(self.state)]

    @property
    def says(self) -> str:
        """What is to be otherwise, in a line. Needs what `for_page` brings."""
        words = {
            "block": self.department or (self.block and self.block.department),
            "other_block": self.other_block and self.other_block.department,
            "student": self.placement.student.user,
            "other": self.other and self.other.student.user,
            "supervisor": self.supervisor and self.supervisor.user,
            "first": self.first_day and day(self.first_day),
            "last": self.last_day and day(self.last_day),
        }
        return SAYS[ChangeKind(self.kind)] % words


SAYS: dict[ChangeKind, Any] = {
    ChangeKind.MOVE: _("%(block)s from %(first)s to %(last)s"),
    ChangeKind.ORDER: _("%(block)s and %(other_block)s change places"),
    ChangeKind.SWAP: _("%(student)s and %(other)s take over each other’s coming blocks"),
    ChangeKind.DATES: _("The last day is %(last)s"),
    ChangeKind.SUPERVISOR: _("%(supervisor)s is the supervisor"),
    ChangeKind.SUSPEND: _("It rests from %(first)s to %(last)s"),
    ChangeKind.END: _("It ends early, on %(last)s"),
}


class ChangeTransition(Transition):
    """A move of a change."""

    thing = models.ForeignKey(PlacementChange, on_delete=models.CASCADE, related_name="transitions")


class AnswerQuerySet(models.QuerySet["ChangeAnswer"]):
    """Words that changes wait or waited for."""

    def open(self) -> Self:
        """Not given yet."""
        return self.filter(agreed_at=None)


class ChangeAnswer(models.Model):
    """The word of one side. A “no” needs no row: it ends the change."""

    change = models.ForeignKey(PlacementChange, on_delete=models.CASCADE, related_name="answers")
    side = models.CharField(max_length=12, choices=Side)
    agreed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = AnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "side"], name="each_side_answers_a_change_once"),
            models.CheckConstraint(
                name="who_agreed_to_a_change_is_named",
                condition=Q(agreed_at=None, by=None) | Q(agreed_at__isnull=False, by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.side}"


class SuspensionQuerySet(ThroughPlacementQuerySet["Suspension"]):
    """Suspensions."""

    def touching(self, first: date, last: date) -> Self:
        """Those with a day from `first` to `last`."""
        return self.filter(first_day__lte=last, last_day__gte=first)


NOT_AT_WORK = pgtrigger.Trigger(
    name="nobody_works_while_suspended",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("first_day", "last_day"),
    func=WORKED_WHILE_SUSPENDED.format(
        suspension="s.id = NEW.id", entry="h.state IN ('draft', 'submitted', 'approved')"
    ),
)


@pghistory.track()
class Suspension(Stamped):
    """Days on which a placement rests: no hours are entered, nobody is expected. The placement goes on by itself afterwards."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="suspensions")
    change = models.OneToOneField(PlacementChange, on_delete=models.PROTECT, related_name="suspension")
    first_day = models.DateField()
    last_day = models.DateField()

    objects: ClassVar = SuspensionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="suspension_ends_after_start", condition=Q(last_day__gte=F("first_day"))),
            ExclusionConstraint(
                name="one_suspension_at_a_time",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    (Days("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers: ClassVar = [NOT_AT_WORK]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.first_day}"


class MidCheck(models.Model):
    """One person’s word at mid-point that nothing has changed: days, people and place are as the portal says."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="mid_checks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar = ThroughPlacementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["placement", "by"], name="one_word_at_mid_point_each"),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.by_id}"
