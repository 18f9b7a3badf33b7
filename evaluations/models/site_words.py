"""What students wrote about a site, one sentence apart from the answers it came with, read by their placement office first."""

from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from core.actor import Actor, Role
from core.models import Stamped, Transition
from evaluations.states import WORD_TONES, WordState


class SiteWordQuerySet(models.QuerySet["SiteWord"]):
    """Sentences, each read by the office whose student wrote it."""

    def visible_to(self, actor: Actor) -> Self:
        """The coordinators of the institute. Those that are shown come with the ratings of their partner."""
        return self.filter(institute_id=actor.institute_id) if actor.acts_as(Role.COORDINATOR) else self.none()

    def waiting(self) -> Self:
        """Not read yet."""
        return self.filter(state=WordState.WAITING)

    def shown(self) -> Self:
        """Those that stand beside the ratings."""
        return self.filter(state=WordState.SHOWN)


@pghistory.track(exclude=["evaluation"])
class SiteWord(Stamped):
    """One sentence. Its number tells nothing of who wrote it: they are taken over in no order, many at once."""

    evaluation = models.OneToOneField("evaluations.Evaluation", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("institutions.Partner", on_delete=models.PROTECT, related_name="+")
    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    state = models.CharField(max_length=20, choices=WordState, default=WordState.WAITING)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is not shown; the partner reads it.")

    objects: ClassVar = SiteWordQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_word_that_is_not_shown_says_why", condition=~Q(state="hidden") | ~Q(reason="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["institute", "state"], name="words_of_an_office"),
            models.Index(fields=["partner", "state"], name="words_about_a_partner"),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="a_students_word_stays", fields=["text", "evaluation", "institute"])
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return WORD_TONES[WordState(self.state)]


class SiteWordTransition(Transition):
    """A move of a sentence."""

    thing = models.ForeignKey(SiteWord, on_delete=models.CASCADE, related_name="transitions")
