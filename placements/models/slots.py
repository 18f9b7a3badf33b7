"""What a partner publishes: slots with ordered learning objectives, places and allotments."""

from datetime import date, datetime
from typing import ClassVar, Self, TypeVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition, Versioned
from core.paths import path_of
from institutions.models import SlotKind
from placements.models.applications import Application
from placements.models.asks import REFERENCES_MAX, Asks, of_known_kinds
from placements.models.described import Described
from placements.models.participation import Participation
from placements.models.searching import Searching
from placements.states import SlotState

# Nobody but the partner sees these.
HIDDEN = (SlotState.DRAFT, SlotState.ARCHIVED)
FACETED = (
    *("is_public", "partner", "city", "track", "specialty", "setting", "hands_on", "language"),
    *("kind", "shifts", "stipend", "starts_on", "ends_on", "weekly_hours"),
)
M = TypeVar("M", bound=models.Model)


class SlotQuerySet(Searching, models.QuerySet["Slot"]):
    """Slots: a partner's own, or what was published."""

    def visible_to(self, actor: Actor) -> Self:
        """All of its own to a partner's lead; a supervisor's own and what is published; published ones to everyone else.

        People who are not signed in, and other partners' people, see only public slots of public partners.
        """
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        shown = ~Q(state__in=HIDDEN) & Q(is_public=True, partner__is_public=True)
        if actor.acts_as(Role.LEAD):
            return self.filter(Q(partner_id=actor.partner_id) | shown)
        if actor.acts_as(Role.SUPERVISOR):
            return self.filter(Q(partner_id=actor.partner_id, supervisor_id=actor.membership_id) | shown)
        if actor.is_signed_in:
            return self.exclude(state__in=HIDDEN)
        return self.filter(shown)

    def managed_by(self, actor: Actor) -> Self:
        """Those that the actor sees from inside: a lead the partner's, a supervisor the own ones, an administrator all."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.LEAD):
            return self.filter(partner_id=actor.partner_id)
        if actor.acts_as(Role.SUPERVISOR):
            return self.filter(partner_id=actor.partner_id, supervisor_id=actor.membership_id)
        return self.none()

    def for_list(self) -> Self:
        """With partner, department, track and setting, without what only the search reads: one query for any number of rows."""
        return self.select_related("partner", "department", "track", "setting").defer("search", "summary")

    def with_objectives(self) -> Self:
        """With the objectives in order and their competencies: one query more."""
        return self.prefetch_related(models.Prefetch("objectives", Objective.objects.select_related("competency")))

    def with_my_application(self, actor: Actor) -> Self:
        """Adds `applied`: where the acting student's application stands, None without one, and for everybody else."""
        if not actor.acts_as(Role.STUDENT):
            return self.annotate(applied=models.Value(None, output_field=models.CharField()))
        mine = Application.objects.visible_to(actor).filter(slot=OuterRef("pk"))
        return self.annotate(applied=Subquery(mine.values("state")[:1]))

    def open_on(self, now: datetime) -> Self:
        """Published, before the deadline."""
        return self.filter(state=SlotState.PUBLISHED, apply_by__gte=now)

    def with_merit(self) -> Self:
        """Those with a public table of merit: `Selection.is_published` in SQL."""
        asked = Q(selection__shows_merit=True) | Q(selection__merit_asked=True)
        return self.filter(asked, selection__released_at__isnull=False)

    def with_places_for(self, institute_id: int) -> Self:
        """Those that keep places for the institute, or leave some open to all; taken ones too, for they have a waiting list."""
        kept = Allotment.objects.filter(slot=OuterRef("pk"), institute=institute_id)
        return self.filter(Q(places__gt=F("allotted")) | Exists(kept))


@pghistory.track(exclude=["search", "latitude", "longitude", "block_departments"])
class Slot(Asks, Described, Stamped, Versioned):
    """Some equal places in one department, over the same dates, with the same objectives."""

    partner = models.ForeignKey("institutions.Partner", on_delete=models.PROTECT, related_name="slots")
    department = models.ForeignKey("institutions.Department", on_delete=models.PROTECT, related_name="slots")
    track = models.ForeignKey("placements.Track", null=True, blank=True, on_delete=models.PROTECT, related_name="slots")
    title = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=SlotKind, default=SlotKind.INTERNSHIP)
    summary = models.TextField(blank=True, help_text=_("What an intern does in a week, in a few sentences."))
    city = models.CharField(max_length=80)
    report_to = models.CharField(max_length=200, blank=True, help_text=_("Where and when to report on the first day."))
    supervisor = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="slots"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    apply_by = models.DateTimeField(null=True, blank=True)
    weekly_hours = models.PositiveSmallIntegerField(default=40)
    required_hours = models.PositiveIntegerField(default=0, help_text=_("Approved hours that completion asks for."))
    full_time = models.BooleanField(default=True)
    stipend = models.PositiveIntegerField(default=0, help_text=_("Rupees a month; 0 for none."))
    is_public = models.BooleanField(default=True, help_text=_("Shown to people who are not signed in."))
    agreement_follows = models.BooleanField(
        default=False, help_text=_("Published before an agreement covers it: one is to follow.")
    )
    places = models.PositiveIntegerField(default=0)
    # Kept by triggers (migration 0003_capacity), never written from Python: places held by offers and acceptances, places allotted.
    held = models.PositiveIntegerField(default=0, editable=False)
    allotted = models.PositiveIntegerField(default=0, editable=False)
    open_held = models.PositiveIntegerField(default=0, editable=False)
    # Kept by a trigger on its blocks: the departments that they are in.
    block_departments = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    state = models.CharField(max_length=20, choices=SlotState, default=SlotState.DRAFT)
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the partner last said that this still stands.")
    )
    published_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was first shown."))
    brought_for = models.ForeignKey(
        "institutions.Institute", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text=_("Made for placements that this institute brought over: closed, with as many places as they take."),
    )  # fmt: skip
    objects: ClassVar = SlotQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            of_known_kinds("slot_asks_for_documents_that_there_are"),
            models.CheckConstraint(
                name="slot_asks_for_few_references", condition=Q(references_asked__lte=REFERENCES_MAX)
            ),
            models.CheckConstraint(name="slot_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="slot_never_over_its_places", condition=Q(held__lte=F("places"))),
            models.CheckConstraint(
                name="slot_open_places_not_overheld", condition=Q(places__gte=F("allotted") + F("open_held"))
            ),
            models.CheckConstraint(
                name="slot_that_is_shown_is_complete",
                condition=Q(state="draft")
                | Q(
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    apply_by__isnull=False,
                    confirmed_at__isnull=False,
                    places__gte=1,
                ),
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="slot_search"),
            models.Index(fields=["apply_by", "id"], name="slot_open", condition=Q(state="published")),
            models.Index(fields=["-published_at", "-id"], name="slot_newest", condition=Q(state="published")),
            models.Index(fields=["city"], include=["is_public"], name="slot_city", condition=Q(state="published")),
            # All that counting by facet reads, so that it reads no slot.
            models.Index(fields=["apply_by"], include=FACETED, name="slot_facets", condition=Q(state="published")),
            models.Index(fields=["latitude", "longitude"], name="slot_place", condition=Q(state="published")),
            # Beside those of partners with an agreement, what a student may apply for.
            models.Index(fields=["id"], name="slot_follows", condition=Q(state="published", agreement_follows=True)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path_of("internship_detail", self.pk)

    @property
    def places_left(self) -> int:
        """Places that no offer or acceptance holds."""
        return self.places - self.held

    @property
    def is_draft(self) -> bool:
        """True until it is published for the first time."""
        return self.state == SlotState.DRAFT

    @property
    def is_shown(self) -> bool:
        """True while others than the partner may read it."""
        return self.state not in HIDDEN

    def is_open(self, now: datetime) -> bool:
        """True while students may submit."""
        return self.state == SlotState.PUBLISHED and self.apply_by is not None and now <= self.apply_by

    def stage(self, now: datetime) -> str:
        """Stored state, or for a published one what places and deadline make of it: open, full, past."""
        if self.state != SlotState.PUBLISHED:
            return self.state
        if not self.is_open(now):
            return "past"
        return "open" if self.places_left else "full"

    def days_since_confirmed(self, now: datetime) -> int | None:
        """Whole days since the partner last said that it still stands; None for one that was never published."""
        return (now - self.confirmed_at).days if self.confirmed_at else None

    def overlaps(self, starts_on: date, ends_on: date) -> bool:
        """True when a stretch of days meets the slot's."""
        return bool(self.starts_on and self.ends_on and self.starts_on <= ends_on and starts_on <= self.ends_on)


class ThroughSlotQuerySet(models.QuerySet[M]):
    """Rows that belong to a slot are changed by whoever sees the slot from inside."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the slots that the actor sees from inside."""
        return self.filter(slot__in=Slot.objects.managed_by(actor))


class Objective(models.Model):
    """One learning objective of a slot, in order."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="objectives")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    competency = models.ForeignKey("placements.Competency", on_delete=models.PROTECT, related_name="objectives")
    target = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How many activities towards it.")
    participation = models.CharField(
        max_length=10, choices=Participation, blank=True, help_text="How far the intern takes part in them, at least."
    )

    objects: ClassVar = ThroughSlotQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_target_is_a_number_and_how",
                condition=Q(target=None, participation="") | Q(target__gt=0) & ~Q(participation=""),
            ),
            models.UniqueConstraint(
                fields=["slot", "position"], name="one_objective_per_position", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.text


class AllotmentQuerySet(ThroughSlotQuerySet["Allotment"]):
    """Kept places: changed by the slot's lead, given back by the institute they are kept for."""

    def visible_to(self, actor: Actor) -> Self:
        """The partner's, to its people; an institute's own in slots that are shown, to its coordinators."""
        if actor.acts_as(Role.COORDINATOR):
            return self.filter(institute_id=actor.institute_id).exclude(slot__state__in=HIDDEN)
        return super().visible_to(actor)

    def unused(self) -> Self:
        """Those of which some places are held by nobody."""
        return self.filter(held__lt=F("places"))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["held"])
class Allotment(models.Model):
    """Places of a slot kept for one institute; what is unused on `returns_on` is open to all from that day."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="allotments")
    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="allotments")
    places = models.PositiveIntegerField()
    returns_on = models.DateField(null=True, blank=True)
    held = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = AllotmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slot", "institute"], name="one_allotment_per_institute"),
            models.CheckConstraint(name="allotment_never_overheld", condition=Q(held__lte=F("places"))),
        ]

    def __str__(self) -> str:
        return f"{self.institute_id}: {self.places}"

    @property
    def unused(self) -> int:
        """Places that nobody holds."""
        return self.places - self.held


class SlotTransition(Transition):
    """A move of a slot."""

    thing = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="transitions")
