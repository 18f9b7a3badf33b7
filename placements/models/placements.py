"""A student in a slot's place, from the acceptance to the end."""

from datetime import date, datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from core import clock
from core.actor import Actor, Role, Via
from core.models import Stamped, Transition
from core.paths import path_of
from placements.states import LIVE, PLACEMENT_TONES, PlacementState


class Days(Func):
    """The days from first to last, both counted, as a daterange."""

    function = "daterange"

    def __init__(self, first: str, last: str) -> None:
        super().__init__(F(first), F(last), Value("[]"))


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Placements, seen by those they name and by the two organisations."""

    def visible_to(self, actor: Actor) -> Self:
        """A student's own; a supervisor's interns, also of one block; a lead's partner; a coordinator's and viewer's institute.

        All to administrators.
        """
        if actor.via != Via.PERSON:
            return self.none()
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.STUDENT):
            return self.filter(student__user_id=actor.user_id, institute_id=actor.institute_id)
        if actor.acts_as(Role.SUPERVISOR):
            named = Q(supervisor_id=actor.membership_id) | Q(block_supervisors__contains=[actor.membership_id])
            return self.filter(named)
        if actor.acts_as(Role.LEAD):
            return self.filter(partner_id=actor.partner_id)
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            mine = self.filter(institute_id=actor.institute_id)
            return mine.filter(student__programme_id=actor.programme_id) if actor.programme_id else mine
        return self.none()

    def for_list(self) -> Self:
        """With the people and places a row shows: one query for any number of rows."""
        related = ("student__user", "slot", "partner", "department", "supervisor__user", "institute")
        return self.select_related(*related).defer("slot__search")

    def by_link(self, placement_id: int | None, user_id: int) -> Self:
        """The one after which its intern was asked by mail what became of them."""
        return self.filter(pk=placement_id, student__user_id=user_id)

    def live(self) -> Self:
        """Neither cancelled nor ended early."""
        return self.filter(state__in=LIVE)


# The sum is the database's own: what prints it must be able to trust it.
ONLY_HOURS_CHANGE_IT = pgtrigger.Trigger(
    name="only_hours_change_approved_minutes",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("approved_minutes"),
    condition=pgtrigger.Q(old__approved_minutes__df=pgtrigger.F("new__approved_minutes")),
    func="""
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'approved minutes follow from approved hours entries alone';
        END IF;
        RETURN NEW;
    """,
)
# The other side of the promise that blocks make (`models.blocks`).
HOLDS_ITS_BLOCKS = pgtrigger.Trigger(
    name="block_lies_within_its_placement",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("starts_on", "ends_on"),
    func="""
        IF EXISTS (SELECT 1 FROM placements_block b WHERE b.placement_id = NEW.id
                    AND (b.starts_on < NEW.starts_on OR b.ends_on > NEW.ends_on))
        THEN RAISE EXCEPTION 'A block lies outside its placement (block_lies_within_its_placement)'
             USING ERRCODE = 'check_violation'; END IF;
        RETURN NULL;
    """,
)


@pghistory.track(exclude=["approved_minutes", "block_supervisors", "block_departments"])
class Placement(Stamped):
    """One student, one place, first day to last day."""

    application = models.OneToOneField("placements.Application", on_delete=models.PROTECT, related_name="placement")
    student = models.ForeignKey("students.Student", on_delete=models.PROTECT, related_name="placements")
    slot = models.ForeignKey("placements.Slot", on_delete=models.PROTECT, related_name="placements")
    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="placements")
    partner = models.ForeignKey("institutions.Partner", on_delete=models.PROTECT, related_name="placements")
    department = models.ForeignKey("institutions.Department", on_delete=models.PROTECT, related_name="placements")
    supervisor = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="placements"
    )
    agreement = models.ForeignKey(
        "institutions.Agreement", null=True, blank=True, on_delete=models.PROTECT, related_name="placements"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    full_time = models.BooleanField(default=True)
    required_minutes = models.PositiveIntegerField(default=0)
    # Kept by a trigger on hours entries: the sum of approved minutes, which the certificate prints.
    approved_minutes = models.PositiveIntegerField(default=0, editable=False)
    # Kept by a trigger on blocks: the memberships that supervise one of them, the departments that they are in.
    block_supervisors = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    block_departments = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    state = models.CharField(max_length=20, choices=PlacementState, default=PlacementState.PLANNED)
    arrived_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="Last day of a placement that ended early.")
    completed_at = models.DateTimeField(null=True, blank=True)
    brought_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was brought over from the institute’s earlier records."
    )
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_with = models.CharField(
        max_length=150, blank=True, help_text="Who at the partner had agreed, as those records say."
    )

    objects: ClassVar = PlacementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="placement_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="confirmed_placement_has_an_agreement",
                condition=Q(state__in=["planned", "cancelled"]) | Q(agreement__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_that_ended_early_has_its_last_day",
                condition=~Q(state="ended_early") | Q(ended_on__isnull=False),
            ),
            ExclusionConstraint(
                name="never_two_full_time_placements_at_once",
                expressions=[
                    ("student", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(full_time=True, state__in=["planned", "confirmed", "active", "completed"]),
            ),
            models.CheckConstraint(
                name="brought_placement_says_by_whom",
                condition=Q(brought_at=None, brought_by=None) | Q(brought_at__isnull=False, brought_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_stay_is_brought_over_once",
                fields=["student", "department", "starts_on"],
                condition=Q(brought_at__isnull=False, state__in=["planned", "confirmed", "active", "completed"]),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["institute", "-starts_on", "-id"], name="institute_latest_first"),
            models.Index(fields=["partner", "-starts_on", "-id"], name="partner_latest_first"),
            models.Index(fields=["supervisor", "-starts_on", "-id"], name="supervisor_latest_first"),
            GinIndex(fields=["block_supervisors"], name="placements_by_block_supervisor"),
        ]
        triggers: ClassVar = [ONLY_HOURS_CHANGE_IT, HOLDS_ITS_BLOCKS]

    def __str__(self) -> str:
        return f"{self.student_id} at {self.slot_id}"

    def get_absolute_url(self) -> str:
        return path_of("placement_detail", self.pk)

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return PLACEMENT_TONES[PlacementState(self.state)]

    @property
    def last_day(self) -> date:
        """The day on which it ends, or ended early."""
        return self.ended_on or self.ends_on

    def has_ended(self, today: date) -> bool:
        """True from the day after its last."""
        return today > self.last_day

    def today(self, now: datetime) -> date:
        """The day that `now` is at the institute, in whose zone the placement's days are meant."""
        return clock.day_of(now, self.institute.zone)

    def week_of(self, today: date) -> tuple[int, int]:
        """(week that `today` falls in, weeks in all), counted from 1 and held within the placement."""
        weeks = (self.ends_on - self.starts_on).days // 7 + 1
        return min(max((today - self.starts_on).days // 7 + 1, 1), weeks), weeks


class PlacementTransition(Transition):
    """A move of a placement."""

    thing = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="transitions")
