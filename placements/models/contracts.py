"""The learning contract of a placement: what the student aims for in each objective, and the supervisor's word on it."""

from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.actor import Actor
from core.models import Stamped, Transition
from placements.models.hours import ThroughPlacementQuerySet
from placements.models.placements import Placement
from placements.states_learning import CONTRACT_TONES, ContractState


@pghistory.track()
class LearningContract(Stamped):
    """One a placement: proposed by the student, agreed or sent back by the supervisor, both with their day."""

    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="contract")
    state = models.CharField(max_length=10, choices=ContractState, default=ContractState.PROPOSED)
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When it was agreed or sent back.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    word = models.CharField(max_length=500, blank=True, help_text="What the supervisor said to it.")

    objects: ClassVar = ThroughPlacementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_answered_contract_says_by_whom_and_when",
                condition=Q(state="proposed") | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(name="a_contract_sent_back_says_why", condition=~Q(state="returned") | ~Q(word="")),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("contract_detail", args=[self.placement_id])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return CONTRACT_TONES[ContractState(self.state)]

    @property
    def is_agreed(self) -> bool:
        """True when both have said yes."""
        return self.state == ContractState.AGREED


class LearningContractTransition(Transition):
    """A move of a learning contract."""

    thing = models.ForeignKey(LearningContract, on_delete=models.CASCADE, related_name="transitions")


# Both have agreed to what stands there: it changes only after the contract was opened again.
AGREED_STAYS = pgtrigger.Trigger(
    name="what_was_agreed_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF EXISTS (
            SELECT 1 FROM placements_learningcontract
            WHERE state = 'agreed'
              AND (TG_OP <> 'DELETE' AND id = NEW.contract_id OR TG_OP <> 'INSERT' AND id = OLD.contract_id)
            FOR SHARE
        ) THEN
            RAISE EXCEPTION 'what_was_agreed_stays';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


class AimQuerySet(models.QuerySet["Aim"]):
    """Aims, seen by whoever sees their placement."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the placements that the actor sees."""
        return self.filter(contract__placement__in=Placement.objects.visible_to(actor))

    def agreed(self) -> Self:
        """Those to which both have said yes."""
        return self.filter(contract__state=ContractState.AGREED)


@pghistory.track()
class Aim(models.Model):
    """What the student aims for in one objective: a level, and how to get there."""

    contract = models.ForeignKey(LearningContract, on_delete=models.CASCADE, related_name="aims")
    objective = models.ForeignKey("placements.Objective", on_delete=models.PROTECT, related_name="aims")
    level = models.ForeignKey("placements.ScalePoint", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=300, blank=True)

    objects: ClassVar = AimQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "objective"], name="one_aim_per_objective"),
        ]
        triggers: ClassVar = [AGREED_STAYS]

    def __str__(self) -> str:
        return f"{self.objective_id} at {self.level_id}"
