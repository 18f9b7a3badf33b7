"""How the applicants for a slot are chosen: criteria with weights, reviewers, groups that have places kept. Without a row, as ever."""

from typing import ClassVar, Self, TypeVar

import pgtrigger
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Q, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.models import Stamped
from institutions.models import Institute, Membership
from placements.models.slots import Slot
from placements.models.tracking import tracked

M = TypeVar("M", bound=models.Model)


class JudgedFrom(models.TextChoices):
    """What is judged: the application, or the person in the interview."""

    REVIEW = "review", _("Application")
    INTERVIEW = "interview", _("Interview")


class OfSlotQuerySet(models.QuerySet[M]):
    """Rows of a slot's selection are seen by the partner's lead."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the slots that the actor sees from inside."""
        return self.filter(selection__slot__in=Slot.objects.managed_by(actor))


@tracked()
class Selection(Stamped):
    """One slot's way of choosing. Blindness and criteria stand from the first score on: everybody is judged by the same."""

    slot = models.OneToOneField(Slot, on_delete=models.CASCADE, related_name="selection")
    is_blind = models.BooleanField(default=False)
    has_interviews = models.BooleanField(default=False)
    shows_merit = models.BooleanField(default=False, help_text=_("A public table of merit after the release."))
    merit_asked = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("An institute whose student applied asks for the table: noted with the release."),
    )
    answer_days = models.PositiveSmallIntegerField(default=5, help_text=_("How long a released offer is held."))
    frozen_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When the first score was given.")
    )
    release_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    offers_fallen = models.PositiveSmallIntegerField(
        default=0,
        editable=False,
        help_text=_("Prepared offers whose students left before the release, which gives their places to who waits."),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="an_offer_is_held_some_days", condition=Q(answer_days__range=(1, 30))),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="blind_as_it_began",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.frozen_at IS NOT NULL AND ROW(OLD.frozen_at, OLD.is_blind, OLD.slot_id)"
                    " IS DISTINCT FROM ROW(NEW.frozen_at, NEW.is_blind, NEW.slot_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.slot_id)

    @cached_property
    def shared_out(self) -> list["QuotaGroup"]:
        """The quota groups in their order, with `institute_ids`. One query."""
        return list(self.groups.with_institutes())

    @property
    def is_published(self) -> bool:
        """True once there is a public table of merit."""
        return (self.shows_merit or self.merit_asked) and self.released_at is not None

    @cached_property
    def is_asked_for_merit(self) -> bool:
        """True once an institute asked for the table, or would if decisions were released now. At most one query.

        It is not said which: in a blind review that would tell who applied.
        """
        return (
            self.merit_asked
            or Institute.objects.filter(
                asks_for_merit=True, applications__slot=self.slot_id, applications__submitted_at__isnull=False
            ).exists()
        )

    @property
    def tells_whose(self) -> bool:
        """True where places are kept for some: whoever got one before somebody who stands higher would be known for one of them."""
        return any(group.is_kept for group in self.shared_out)

    @property
    def tells_gender(self) -> bool:
        """True where places are kept for women: whoever got one before somebody who stands higher would be known for a woman."""
        return any(group.for_women for group in self.shared_out)


# The row that says whether it is frozen is held meanwhile: the first score comes before or after, never between.
CRITERIA_STAY = pgtrigger.Trigger(
    name="criteria_stay_once_scored",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("frozen", "timestamptz"), ("about", "bigint")],
    func="""
        IF TG_OP = 'DELETE' THEN about := OLD.selection_id; ELSE about := NEW.selection_id; END IF;
        SELECT frozen_at INTO frozen FROM placements_selection WHERE id = about FOR SHARE;
        IF frozen IS NOT NULL THEN
            RAISE EXCEPTION 'the first score was given'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'criteria_stay_once_scored';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


@tracked()
class SelectionCriterion(models.Model):
    """One thing that applicants are judged by, and how much it counts."""

    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="criteria")
    stage = models.CharField(max_length=10, choices=JudgedFrom, default=JudgedFrom.REVIEW)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=120)
    guide = models.CharField(max_length=300, blank=True, help_text=_("What earns five points, and what one."))
    weight = models.PositiveSmallIntegerField(default=1)

    objects: ClassVar = OfSlotQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-stage", "position", "pk"]  # the application before the interview
        constraints: ClassVar = [
            models.CheckConstraint(name="a_criterion_weighs_one_to_ten", condition=Q(weight__range=(1, 10))),
            models.UniqueConstraint(fields=["selection", "stage", "text"], name="each_criterion_once"),
        ]
        triggers: ClassVar = [CRITERIA_STAY]

    def __str__(self) -> str:
        return self.text


@tracked()
class Reviewer(models.Model):
    """One of the partner's people who scores a slot's applications beside its leads."""

    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="reviewers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="reviews_for")

    objects: ClassVar = OfSlotQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["selection", "membership"], name="each_reviewer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} for {self.selection_id}"


class QuotaGroupQuerySet(OfSlotQuerySet["QuotaGroup"]):
    """Quota groups of a slot."""

    def with_institutes(self) -> Self:
        """Adds `institute_ids`, whose students alone it is for; empty for any."""
        named = ArrayAgg("institutes", filter=Q(institutes__isnull=False), default=Value([]))
        return self.annotate(institute_ids=named)


@tracked()
class QuotaGroup(models.Model):
    """Places of a slot for some applicants: of named institutes, women, people of named cities; of none of these, open to all."""

    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    places = models.PositiveSmallIntegerField()
    institutes = models.ManyToManyField(Institute, blank=True, related_name="+")
    for_women = models.BooleanField(default=False)
    cities = models.TextField(blank=True, help_text=_("One a line."))
    leftovers = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Its turn when other groups leave places over; empty: it takes none.")
    )

    institute_ids: list[int]  # of `with_institutes`

    objects: ClassVar = QuotaGroupQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["selection", "name"], name="each_quota_group_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """True for a group without a condition. No query where the institutes were prefetched."""
        return not (self.for_women or self.cities.strip() or self.institutes.all())

    @property
    def is_kept(self) -> bool:
        """True for one that is for some applicants alone. Needs `with_institutes`."""
        return bool(self.institute_ids or self.for_women or self.cities.strip())
