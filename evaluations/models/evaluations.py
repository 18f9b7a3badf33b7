"""Evaluations of a placement, by supervisors and by the student, saved as they go, locked when submitted."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.models import Stamped, Transition
from core.paths import path_of
from evaluations.states import READABLE, WRITABLE, EvaluationState
from institutions.models import Membership
from placements.models import Placement


class Occasion(models.TextChoices):
    """What an evaluation is about. A rotation is judged block by block; of its last block the final evaluation speaks."""

    MID = "mid", _("Mid-point evaluation")
    FINAL = "final", _("Final evaluation")
    BLOCK = "block", _("Evaluation of a block")
    OBSERVED = "observed", _("Observed task")
    SELF_MID = "self_mid", _("Self-assessment at mid-point")
    SELF_FINAL = "self_final", _("Self-assessment at the end")
    SITE = "site", _("Rating of the site")


# The student's own words beside the supervisor's.
BESIDE: dict[str, str] = {Occasion.MID: Occasion.SELF_MID, Occasion.FINAL: Occasion.SELF_FINAL}
BY_STUDENT = frozenset({Occasion.SELF_MID, Occasion.SELF_FINAL, Occasion.SITE})
BY_SUPERVISOR = frozenset(Occasion) - BY_STUDENT


ASKING = "evaluations.asking"
CODE_LASTS = timedelta(days=30)


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Evaluations: the evaluator's own; to the rest of a placement's people once submitted."""

    def visible_to(self, actor: Actor) -> Self:
        """An evaluator's own in any state; supervisors' words to the student and the intern's supervisor once submitted; to offices always.

        The offices read where an unsubmitted one stands, not what is in it: see `policies.may_read_answers`. A self-assessment is the
        student's and the institute's; supervisors and leads read it beside the evaluation. A rating of the site is its writer's alone.
        A link sees nothing here; it has `by_link`.
        """
        if actor.via != Via.PERSON:
            return self.none()
        if actor.acts_as(Role.ADMINISTRATOR):
            return self.exclude(occasion=Occasion.SITE)
        of_placement = Q(placement__in=Placement.objects.visible_to(actor))
        by_supervisor = Q(occasion__in=BY_SUPERVISOR)
        if actor.acts_as(Role.SUPERVISOR):
            said = of_placement & by_supervisor & Q(state__in=READABLE)
            return self.filter(Q(evaluator_id=actor.membership_id) | said)
        if actor.acts_as(Role.STUDENT):
            return self.filter(of_placement).filter(Q(state__in=READABLE) & by_supervisor | Q(occasion__in=BY_STUDENT))
        if actor.acts_as(Role.COORDINATOR):
            return self.filter(of_placement).exclude(occasion=Occasion.SITE)
        if actor.acts_as(Role.LEAD):
            return self.filter(of_placement & by_supervisor)
        return self.none()

    def by_link(self, subject_id: int | None, user_id: int) -> Self:
        """The one evaluation that a link was made for, while its person is still the evaluator and still with the partner."""
        return self.filter(pk=subject_id, evaluator__user_id=user_id, evaluator__ended_at=None)

    def by_token(self, token: str, now: datetime) -> Self:
        """The one for which a student shows a code: it sends the supervisor's mail again, and opens nothing."""
        try:
            pk, until = signing.Signer(salt=ASKING).unsign(token).split(":")
        except (signing.BadSignature, ValueError):
            return self.none()
        return self.filter(pk=pk) if now.timestamp() < int(until) else self.none()

    def for_page(self) -> Self:
        """With everything that a page or a message says about one: one query for any number of rows."""
        return self.with_people().select_related(
            "placement__student__user", "placement__slot", "placement__partner", "placement__institute"
        )

    def with_people(self) -> Self:
        """The same for who has the placement already."""
        return self.select_related("evaluator__user", "instrument", "block__department", "block__supervisor__user")

    def with_form(self) -> Self:
        """With the form and what was answered on it: five queries more, for any number of rows."""
        return self.select_related("instrument__scale").prefetch_related(
            "instrument__criteria", "instrument__scale__points", "answers"
        )

    def waiting(self) -> Self:
        """Open, and not yet submitted."""
        return self.filter(state__in=WRITABLE)

    def of_supervisors(self) -> Self:
        """What supervisors say, not the student."""
        return self.filter(occasion__in=BY_SUPERVISOR)

    def of_students(self) -> Self:
        """What the student says."""
        return self.filter(occasion__in=BY_STUDENT)

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

    Occasion: ClassVar = Occasion

    placement = models.ForeignKey("placements.Placement", on_delete=models.PROTECT, related_name="evaluations")
    instrument = models.ForeignKey("evaluations.Instrument", on_delete=models.PROTECT, related_name="evaluations")
    occasion = models.CharField(max_length=10, choices=Occasion, default=Occasion.FINAL)
    block = models.ForeignKey(
        "placements.Block", null=True, blank=True, on_delete=models.PROTECT, related_name="evaluations"
    )
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
                fields=["placement", "occasion", "evaluator", "block"],
                condition=~Q(state__in=["cancelled", "superseded"]) & ~Q(occasion="observed"),
                nulls_distinct=False,
                name="one_evaluation_per_occasion",
            ),
            models.CheckConstraint(
                name="evaluation_of_a_block_names_it",
                condition=Q(occasion="block", block__isnull=False) | ~Q(occasion="block") & Q(block=None),
            ),
            # Tasks are observed as often as somebody asks; one at a time on each form.
            models.UniqueConstraint(
                fields=["placement", "instrument", "evaluator"],
                condition=Q(occasion="observed", state__in=["open", "in_progress"]),
                name="one_open_observation_per_form",
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
        return path_of("evaluation_detail", self.pk)

    def asking_path(self, now: datetime) -> str:
        """Where the code leads that the student shows to the supervisor: one button, which mails the supervisor's own address."""
        until = int((now + CODE_LASTS).timestamp())
        return reverse("evaluation_ask_by_link", args=[signing.Signer(salt=ASKING).sign(f"{self.pk}:{until}")])

    @property
    def title(self) -> str:
        """What it is called: its occasion, and of a block where. Needs the block's department."""
        name = self.get_occasion_display()
        return f"{name}: {self.block.department}" if self.block else str(name)

    @property
    def supervisor(self) -> Membership | None:
        """Who is to be asked now: the block's supervisor, else the placement's."""
        return (self.block and self.block.supervisor) or self.placement.supervisor

    @property
    def about_site(self) -> bool:
        """What the place was like, rather than the intern."""
        return self.occasion == Occasion.SITE

    @property
    def by_student(self) -> bool:
        """The student's own word: a self-assessment, or a rating of the site."""
        return self.occasion in BY_STUDENT


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
              AND (c.kind = 'text') = (NEW.point_id IS NULL AND NOT NEW.not_observed)
              AND (c.may_be_unseen OR NOT NEW.not_observed)
        ) THEN
            RAISE EXCEPTION 'answer_belongs_to_the_form_of_its_evaluation';
        END IF;
        RETURN NEW;
    """,
)


class Answer(models.Model):
    """The judgement on one criterion: a point of the scale, or not observed, which is not zero; or words, where words are asked."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="answers")
    criterion = models.ForeignKey("evaluations.Criterion", on_delete=models.PROTECT, related_name="answers")
    point = models.ForeignKey(
        "placements.ScalePoint", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    not_observed = models.BooleanField(default=False)
    text = models.TextField(blank=True, help_text="The answer in words, or the sentence that a low step asks for.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="one_answer_per_criterion"),
            models.CheckConstraint(
                name="a_point_or_not_observed_or_words",
                condition=Q(point__isnull=False, not_observed=False)
                | Q(point__isnull=True, not_observed=True)
                | Q(point__isnull=True, not_observed=False) & ~Q(text=""),
            ),
        ]
        triggers: ClassVar = [ANSWERS_STAY]

    def __str__(self) -> str:
        return f"{self.evaluation_id}/{self.criterion_id}"


class EvaluationTransition(Transition):
    """A move of an evaluation."""

    thing = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="transitions")
