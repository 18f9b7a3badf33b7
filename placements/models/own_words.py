"""What a student writes for themselves while on placement: reflections, mentor meetings, how they are.

None of it is a record of the institute: its owner changes and deletes it. Who else reads it, the owner says. An administrator does not,
nor whoever looks through somebody else's eyes; the words are encrypted, and no history keeps what was deleted.
"""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor, Role
from core.fields import EncryptedTextField
from core.models import Stamped
from placements.models.mentorships import Mentorship
from placements.models.placements import Placement

M = TypeVar("M", bound=models.Model)


class OwnWordsQuerySet(models.QuerySet[M]):
    """Rows that their student writes."""

    def visible_to(self, actor: Actor) -> Self:
        """The student's own; to others what the student shares with them, see `shared_with`. Nothing through another's eyes."""
        if actor.viewed_by is not None:
            return self.none()
        mine = self.filter(placement__in=Placement.objects.visible_to(actor))
        return mine if actor.acts_as(Role.STUDENT) else mine.shared_with(actor)

    def shared_with(self, _actor: Actor) -> Self:
        """What of it the actor may read who is not the student."""
        return self.none()


class ReflectionQuerySet(OwnWordsQuerySet["Reflection"]):
    """Reflections."""

    def visible_to(self, actor: Actor) -> Self:
        """As every own word is; to a mentor what is shared with mentors, while the mentorship runs. They see no placement."""
        if not actor.acts_as(Role.MENTOR):
            return super().visible_to(actor)
        if actor.viewed_by is not None:
            return self.none()
        mentees = Mentorship.objects.visible_to(actor).begun(clock.today()).values("student")
        return self.filter(for_mentor_at__isnull=False, placement__student__in=mentees)

    def shared(self) -> Self:
        """Those that others may read."""
        return self.filter(shared_at__isnull=False)

    def shared_with(self, actor: Actor) -> Self:
        """The shared ones, to supervisor and placement office."""
        return self.shared() if actor.acts_as(Role.SUPERVISOR, Role.COORDINATOR) else self.none()


class Reflection(Stamped):
    """What the student thinks about the work. Private until it is shared; private again at will.

    With a mentor it is shared apart: who guides may read what who grades does not.
    """

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="reflections")
    text = EncryptedTextField()
    shared_at = models.DateTimeField(null=True, blank=True, help_text="With supervisor and placement office.")
    for_mentor_at = models.DateTimeField(null=True, blank=True, help_text="With the student’s mentors.")

    objects: ClassVar = ReflectionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["placement", "-created_at"], name="reflections_latest")]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("reflection_list", args=[self.placement_id])

    @property
    def is_shared(self) -> bool:
        """True when supervisor and placement office read it."""
        return self.shared_at is not None

    @property
    def is_for_mentor(self) -> bool:
        """True when mentors read it."""
        return self.for_mentor_at is not None


class MeetingQuerySet(OwnWordsQuerySet["MentorMeeting"]):
    """Mentor meetings."""

    def shared_with(self, actor: Actor) -> Self:
        """All of them, to the placement office; none to who grades."""
        return self if actor.acts_as(Role.COORDINATOR) else self.none()


class MentorMeeting(Stamped):
    """A meeting with somebody who guides and never grades: when, with whom, what was agreed, when the next one is."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="mentor_meetings")
    day = models.DateField()
    mentor = models.CharField(max_length=150)
    agreed = EncryptedTextField()
    next_on = models.DateField(null=True, blank=True)

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="the_next_meeting_is_later", condition=Q(next_on=None) | Q(next_on__gt=F("day"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.day}"


class Feeling(models.IntegerChoices):
    """How a student is, in words; never a figure on a page."""

    STRUGGLING = 1, _("I am struggling")
    HARD = 2, _("It is hard going")
    MIXED = 3, _("Some good, some bad")
    WELL = 4, _("I am well")
    THRIVING = 5, _("I am very well")


HEAVY = frozenset({Feeling.STRUGGLING, Feeling.HARD})


class CheckInQuerySet(OwnWordsQuerySet["CheckIn"]):
    """Check-ins."""

    def shared_with(self, actor: Actor) -> Self:
        """To the institute's coordinators, what was said while the student agrees to it."""
        agreed = CheckInConsent.objects.standing().filter(placement=OuterRef("placement"), given_at__lte=OuterRef("at"))
        return self.filter(Exists(agreed)) if actor.acts_as(Role.COORDINATOR) else self.none()


class CheckIn(models.Model):
    """How the student is on one day, and a sentence if they like. Never rewritten, and removed at will."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="check_ins")
    at = models.DateTimeField()
    feeling = models.PositiveSmallIntegerField(choices=Feeling)
    text = EncryptedTextField(blank=True)

    objects: ClassVar = CheckInQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_feeling_is_one_of_five", condition=Q(feeling__range=(1, 5))),
        ]
        indexes: ClassVar = [models.Index(fields=["placement", "-at"], name="check_ins_latest")]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.at:%Y-%m-%d}"


class ConsentQuerySet(OwnWordsQuerySet["CheckInConsent"]):
    """Consents to check-ins being read."""

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def shared_with(self, actor: Actor) -> Self:
        """Those that stand, to the coordinators whom they are given to."""
        return self.standing() if actor.acts_as(Role.COORDINATOR) else self.none()


class CheckInConsent(models.Model):
    """The student lets the institute's coordinators read the check-ins from now on; withdrawn, they read none at once."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="check_in_consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(withdrawn_at=None), name="one_standing_consent_per_placement"
            ),
            models.CheckConstraint(
                name="a_consent_is_withdrawn_after_it_was_given",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.given_at:%Y-%m-%d}"
