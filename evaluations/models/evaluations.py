"""Evaluations of a placement by its supervisor, saved as they go, locked when submitted."""

from datetime import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.models import Stamped, Transition
from evaluations.states import READABLE, WRITABLE, EvaluationState
from placements.models import Placement


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Evaluations: the evaluator's own; to the rest of a placement's people once submitted."""

    def visible_to(self, actor: Actor) -> Self:
        """An evaluator's own in any state; the student's and the intern's supervisor's once submitted; both offices' always.

        The offices read where an unsubmitted one stands, not what is in it: see `policies.may_read_answers`. A link sees nothing
        here; it has `by_link`.
        """
        if actor.via != Via.PERSON:
            return self.none()
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        of_placement = Q(placement__in=Placement.objects.visible_to(actor))
        if actor.acts_as(Role.SUPERVISOR):
            return self.filter(Q(evaluator_id=actor.membership_id) | of_placement & Q(state__in=READABLE))
        if actor.acts_as(Role.STUDENT):
            return self.filter(of_placement, state__in=READABLE)
        if actor.acts_as(Role.COORDINATOR, Role.LEAD):
            return self.filter(of_placement)
        return self.none()

    def by_link(self, subject_id: int | None, user_id: int) -> Self:
        """The one evaluation that a link was made for, while its person is still the evaluator and still with the partner."""
        return self.filter(pk=subject_id, evaluator__user_id=user_id, evaluator__ended_at=None)

    def for_page(self) -> Self:
        """With everything that a page or a message says about one: one query for any number of rows."""
        return self.select_related(
            "placement__student__user",
            "placement__slot",
            "placement__partner",
            "placement__institute",
            "evaluator__user",
            "instrument",
        )

    def waiting(self) -> Self:
        """Open, and not yet submitted."""
        return self.filter(state__in=WRITABLE)

    def overdue(self, now: datetime) -> Self:
        """Still waiting after the due day."""
        return self.waiting().filter(due_at__lt=now)


# What was submitted never changes; all that may follow is the student's answer, once, and being replaced.
SUBMITTED_STAYS = pgtrigger.Trigger(
    name="submitted_evaluation_never_changes",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.state IN ('submitted', 'acknowledged', 'superseded')"),
    declare=[("may_follow", "text[]")],
    func="""
        may_follow := CASE OLD.state WHEN 'submitted' THEN ARRAY['state', 'updated_at', 'reply', 'acknowledged_at']
                                     ELSE ARRAY['state', 'updated_at'] END;
        IF TG_OP = 'DELETE'
           OR to_jsonb(NEW) - may_follow IS DISTINCT FROM to_jsonb(OLD) - may_follow
           OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
              (('submitted', 'acknowledged'), ('submitted', 'superseded'), ('acknowledged', 'superseded'))
        THEN
            RAISE EXCEPTION 'submitted_evaluation_never_changes';
        END IF;
        RETURN NEW;
    """,
)


@pghistory.track()
class Evaluation(Stamped):
    """One evaluation of one placement. Until it opens, `evaluator` is who will probably be asked."""

    class Occasion(models.TextChoices):
        MID = "mid", _("Mid-point evaluation")
        FINAL = "final", _("Final evaluation")

    placement = models.ForeignKey("placements.Placement", on_delete=models.PROTECT, related_name="evaluations")
    instrument = models.ForeignKey("evaluations.Instrument", on_delete=models.PROTECT, related_name="evaluations")
    occasion = models.CharField(max_length=10, choices=Occasion, default=Occasion.FINAL)
    evaluator = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="evaluations"
    )
    state = models.CharField(max_length=20, choices=EvaluationState, default=EvaluationState.SCHEDULED)
    opens_on = models.DateField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When the student last asked for it.")
    comment = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    via = models.CharField(max_length=10, blank=True, choices=Via, help_text="By which door it was submitted.")
    reply = models.TextField(blank=True, help_text="What the student answered on reading it.")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    objects: ClassVar = EvaluationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["placement", "occasion", "evaluator"],
                condition=~Q(state__in=["cancelled", "superseded"]),
                nulls_distinct=False,
                name="one_evaluation_per_occasion",
            ),
            models.CheckConstraint(
                name="open_evaluation_has_an_evaluator",
                condition=Q(state__in=["scheduled", "unassigned", "cancelled"]) | Q(evaluator__isnull=False),
            ),
            models.CheckConstraint(
                name="submitted_evaluation_says_when_and_how",
                condition=~Q(state__in=["submitted", "acknowledged", "superseded"])
                | Q(submitted_at__isnull=False) & ~Q(via=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="evaluation_due", condition=Q(state__in=["open", "in_progress"])),
            models.Index(fields=["opens_on"], name="evaluation_to_open", condition=Q(state="scheduled")),
        ]
        triggers: ClassVar = [SUBMITTED_STAYS]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} {self.placement_id}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation_detail", args=[self.pk])


# Answers follow their evaluation: none is added, changed or removed once it was submitted, and each speaks of its own form.
ANSWERS_STAY = pgtrigger.Trigger(
    name="answers_of_a_submitted_evaluation_never_change",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF EXISTS (
            SELECT 1 FROM evaluations_evaluation
            WHERE state IN ('submitted', 'acknowledged', 'superseded')
              AND (TG_OP <> 'DELETE' AND id = NEW.evaluation_id OR TG_OP <> 'INSERT' AND id = OLD.evaluation_id)
            FOR SHARE
        ) THEN
            RAISE EXCEPTION 'answers_of_a_submitted_evaluation_never_change';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF NOT EXISTS (
            SELECT 1 FROM evaluations_evaluation e
            JOIN evaluations_criterion c ON c.id = NEW.criterion_id AND c.instrument_id = e.instrument_id
            JOIN evaluations_instrument i ON i.id = e.instrument_id
            LEFT JOIN placements_scalepoint p ON p.id = NEW.point_id
            WHERE e.id = NEW.evaluation_id AND (NEW.point_id IS NULL OR p.scale_id = i.scale_id)
        ) THEN
            RAISE EXCEPTION 'answer_belongs_to_the_form_of_its_evaluation';
        END IF;
        RETURN NEW;
    """,
)


class Answer(models.Model):
    """The judgement on one criterion: a point of the scale, or not observed, which is not zero."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="answers")
    criterion = models.ForeignKey("evaluations.Criterion", on_delete=models.PROTECT, related_name="answers")
    point = models.ForeignKey(
        "placements.ScalePoint", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    not_observed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="one_answer_per_criterion"),
            models.CheckConstraint(
                name="a_point_or_not_observed",
                condition=Q(point__isnull=False, not_observed=False) | Q(point__isnull=True, not_observed=True),
            ),
        ]
        triggers: ClassVar = [ANSWERS_STAY]

    def __str__(self) -> str:
        return f"{self.evaluation_id}/{self.criterion_id}"


class EvaluationTransition(Transition):
    """A move of an evaluation."""

    thing = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="transitions")
