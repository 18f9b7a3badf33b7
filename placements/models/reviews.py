"""What reviewers say of an application: points and a private note."""

from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from core.actor import Actor, Role
from institutions.models import Membership
from placements.models.applications import Application
from placements.models.conflicts import Conflict
from placements.models.interviews import Interview
from placements.models.references import Reference
from placements.models.selection import JudgedFrom, SelectionCriterion
from placements.models.tracking import tracked
from placements.states import JUDGED, ApplicationState, InterviewState

# The application's row is held meanwhile, so that a score and a declared conflict at one moment do not pass each other.
NO_REVIEW_WITH_A_CONFLICT = pgtrigger.Trigger(
    name="no_review_with_a_conflict",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        PERFORM 1 FROM placements_application WHERE id = NEW.application_id FOR NO KEY UPDATE;
        IF EXISTS (SELECT 1 FROM placements_conflict
                    WHERE application_id = NEW.application_id AND person_id = NEW.person_id) THEN
            RAISE EXCEPTION 'a conflict of interest was declared'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'no_review_with_a_conflict';
        END IF;
        UPDATE placements_selection chosen SET frozen_at = NEW.given_at FROM placements_application about
         WHERE about.id = NEW.application_id AND chosen.slot_id = about.slot_id AND chosen.frozen_at IS NULL;
        RETURN NEW;
    """,
)


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews, seen by the partner's leads and by who gave them; never of an application with which one has a conflict."""

    def visible_to(self, actor: Actor) -> Self:
        """A lead's: all of the partner's applications; a reviewer's: the own."""
        fair = self.exclude(application__in=Conflict.objects.of(actor.user_id).values("application"))
        if actor.acts_as(Role.LEAD):
            return fair.filter(application__slot__partner_id=actor.partner_id)
        if actor.acts_as(Role.SUPERVISOR):
            return fair.filter(person_id=actor.user_id, application__slot__partner_id=actor.partner_id)
        return self.none()


@tracked()
class Review(models.Model):
    """One person's judgement of one application, or of its interview. `percent` is its weighted share of the most there is."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    stage = models.CharField(max_length=10, choices=JudgedFrom, default=JudgedFrom.REVIEW)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    note = models.TextField(blank=True, help_text="Private: for the partner's leads.")
    given_at = models.DateTimeField()

    objects: ClassVar = ReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "stage", "person"], name="one_review_a_person_and_stage"),
            models.CheckConstraint(name="a_review_is_a_share", condition=Q(percent__range=(0, 100))),
        ]
        triggers: ClassVar = [NO_REVIEW_WITH_A_CONFLICT]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.percent}"


@tracked()
class Score(models.Model):
    """Points on one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(SelectionCriterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score_a_criterion"),
            models.CheckConstraint(name="points_are_one_to_five", condition=Q(points__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.points}"


def to_judge(applications: QuerySet[Application], actor: Actor) -> QuerySet[Application]:
    """Of `applications`, those that the person judges now, with `scored_at`: when they gave their score, None before. One query.

    An interview is judged once it was held; nobody judges whom they speak for as a referee.
    """
    interview = Q(state=ApplicationState.INTERVIEW)
    held = Interview.objects.filter(application=OuterRef("pk"), state=InterviewState.HELD)
    stage = Case(When(interview, then=Value(JudgedFrom.INTERVIEW)), default=Value(JudgedFrom.REVIEW))
    criteria = SelectionCriterion.objects.filter(selection__slot=OuterRef("slot"), stage=OuterRef("stage_now"))
    spoken = Reference.objects.spoken_by(actor.user_id).filter(applications=OuterRef("pk"))
    mine = Review.objects.filter(application=OuterRef("pk"), stage=OuterRef("stage_now"), person=actor.user_id)
    return (
        applications.filter(state__in=JUDGED)
        .annotate(stage_now=stage)
        .filter(Exists(criteria), ~interview | Q(Exists(held)), ~Exists(spoken))
        .annotate(scored_at=Subquery(mine.values("given_at")[:1]))
    )
