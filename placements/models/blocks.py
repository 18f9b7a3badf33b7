"""Rotations: a slot of several blocks, each in one department; and the blocks of a placement, which begin as a copy and may move."""

from datetime import date
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from core.models import Stamped
from placements.models.hours import ThroughPlacementQuerySet
from placements.models.placements import Days, Placement
from placements.models.slots import Slot, ThroughSlotQuerySet


class Stretch(Stamped):
    """Some days in one department, under one supervisor, for some of the slot’s objectives."""

    department = models.ForeignKey("institutions.Department", on_delete=models.PROTECT, related_name="%(class)ss")
    supervisor = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    objectives = models.ManyToManyField("placements.Objective", blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def weeks(self) -> int:
        """Weeks that it takes, begun ones counted."""
        return ((self.ends_on - self.starts_on).days + 7) // 7

    def has_begun(self, today: date) -> bool:
        """True from its first day on."""
        return self.starts_on <= today

    def is_over(self, today: date) -> bool:
        """True after its last day."""
        return self.ends_on < today

    def is_on(self, today: date) -> bool:
        """True on its days."""
        return self.starts_on <= today <= self.ends_on


class SlotBlockQuerySet(ThroughSlotQuerySet["SlotBlock"]):
    """Blocks of slots, changed by whoever sees the slot from inside."""

    def for_list(self) -> Self:
        """With department, supervisor and objectives, in order: two queries for any number."""
        rows = self.select_related("department", "supervisor__user").prefetch_related("objectives")
        return rows.order_by("starts_on", "pk")


SLOT_KNOWS = pgtrigger.Trigger(
    name="slot_knows_the_departments_of_its_blocks",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.UpdateOf("department_id", "slot_id"),
    func="""
        UPDATE placements_slot s SET block_departments = ARRAY(
                SELECT DISTINCT b.department_id FROM placements_slotblock b WHERE b.slot_id = s.id ORDER BY 1)
         WHERE s.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.slot_id END,
                        CASE WHEN TG_OP <> 'DELETE' THEN NEW.slot_id END);
        RETURN NULL;
    """,
)


class SlotBlock(Stretch):
    """One block of a slot: what every placement in it begins with."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="blocks")

    objects: ClassVar = SlotBlockQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="slot_block_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            ExclusionConstraint(
                name="one_slot_block_at_a_time",
                expressions=[
                    ("slot", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers: ClassVar = [SLOT_KNOWS]

    def __str__(self) -> str:
        return f"{self.slot_id}: {self.starts_on}"


class BlockQuerySet(ThroughPlacementQuerySet["Block"]):
    """Blocks of placements."""

    def for_list(self) -> Self:
        """With department and supervisor, in order. One query."""
        return self.select_related("department", "supervisor__user").order_by("starts_on", "pk")

    def touching(self, first: date, last: date) -> Self:
        """Those with a day from `first` to `last`."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)


# The placement’s row is locked, so that its days cannot change between.
WITHIN_PLACEMENT = pgtrigger.Trigger(
    name="block_lies_within_its_placement",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("starts_on", "ends_on", "placement_id"),
    func="""
        PERFORM 1 FROM placements_placement WHERE id = NEW.placement_id FOR NO KEY UPDATE;
        IF EXISTS (SELECT 1 FROM placements_placement p WHERE p.id = NEW.placement_id
                    AND (NEW.starts_on < p.starts_on OR NEW.ends_on > p.ends_on))
        THEN RAISE EXCEPTION 'A block lies outside its placement (block_lies_within_its_placement)'
             USING ERRCODE = 'check_violation'; END IF;
        RETURN NULL;
    """,
)
# Who teaches a block sees the placement and signs in it, and each block’s department asks its requirements: the placement knows both
# without asking its blocks.
PLACEMENT_KNOWS = pgtrigger.Trigger(
    name="placement_knows_its_blocks",
    when=pgtrigger.After,
    operation=pgtrigger.Insert
    | pgtrigger.Delete
    | pgtrigger.UpdateOf("supervisor_id", "department_id", "placement_id"),
    func="""
        UPDATE placements_placement p SET block_supervisors = ARRAY(
                SELECT DISTINCT b.supervisor_id FROM placements_block b
                 WHERE b.placement_id = p.id AND b.supervisor_id IS NOT NULL ORDER BY 1),
               block_departments = ARRAY(
                SELECT DISTINCT b.department_id FROM placements_block b WHERE b.placement_id = p.id ORDER BY 1)
         WHERE p.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.placement_id END,
                        CASE WHEN TG_OP <> 'DELETE' THEN NEW.placement_id END);
        RETURN NULL;
    """,
)


@pghistory.track()
class Block(Stretch):
    """One block of one placement."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="blocks")

    objects: ClassVar = BlockQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="placement_block_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            # Judged at the end of each statement, so that one UPDATE may exchange two timetables.
            ExclusionConstraint(
                name="one_block_at_a_time",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                deferrable=models.Deferrable.IMMEDIATE,
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["department", "starts_on"], name="blocks_of_a_department")]
        triggers: ClassVar = [WITHIN_PLACEMENT, PLACEMENT_KNOWS]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.starts_on}"
