"""Questions that students ask about a slot, and that its partner answers for everybody to read."""

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition
from placements.models.slots import Slot
from placements.states import QUESTION_TONES, QuestionState

LENGTH, ANSWER_LENGTH = 500, 2000


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions."""

    def visible_to(self, actor: Actor) -> Self:
        """A partner's own to its leads; a student's own; what was answered, with its slot, to everybody who sees the slot."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        public = Q(state=QuestionState.ANSWERED, slot__in=Slot.objects.visible_to(actor))
        if actor.acts_as(Role.LEAD):
            return self.filter(Q(slot__partner_id=actor.partner_id) | public)
        if actor.acts_as(Role.STUDENT):
            mine = Q(student__user_id=actor.user_id, student__institute_id=actor.institute_id)
            return self.filter(mine | public)
        return self.filter(public)

    def to_answer_by(self, actor: Actor) -> Self:
        """Those of the actor's own partner, waiting ones first, the longest first; nobody else's."""
        if not actor.acts_as(Role.LEAD):
            return self.none()
        ours = self.filter(slot__partner_id=actor.partner_id).select_related("slot", "student__institute")
        waits = models.Case(models.When(state=QuestionState.ASKED, then=0), default=1)
        return ours.order_by(waits, models.Case(models.When(state=QuestionState.ASKED, then="pk")), "-pk")


@pghistory.track()
class Question(Stamped):
    """One question and its answer. Who asked is known to the partner's leads by institute alone, to readers not at all."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="questions")
    student = models.ForeignKey("students.Student", on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=LENGTH)
    state = models.CharField(max_length=20, choices=QuestionState, default=QuestionState.ASKED)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = QuestionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="answered_question_has_its_answer",
                condition=~Q(state="answered") | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["slot", "answered_at"], name="question_public", condition=Q(state="answered")),
            models.Index(fields=["created_at"], name="question_waiting", condition=Q(state="asked")),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{reverse('internship_detail', args=[self.slot_id])}#question-{self.pk}"

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return QUESTION_TONES[QuestionState(self.state)]

    @property
    def is_waiting(self) -> bool:
        """True until somebody has answered or declined."""
        return self.state == QuestionState.ASKED


class QuestionTransition(Transition):
    """A move of a question."""

    thing = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="transitions")
