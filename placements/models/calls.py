"""Calls for places: what an institute looks for, whom it asks, and what each partner answers."""

from datetime import datetime
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.models import Stamped, Transition, Versioned
from institutions.models import INTEREST_TONES, Interest, SlotKind
from placements.states import CALL_TONES, CallState

OFFICE = (Role.COORDINATOR, Role.VIEWER)


class CallQuerySet(models.QuerySet["Call"]):
    """Calls, seen by the office that writes them and by the partners that got them."""

    def visible_to(self, actor: Actor) -> Self:
        """The institute's own, within the actor's programme where it has one; those a lead's partner was sent; all to administrators."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(*OFFICE):
            mine = self.filter(institute_id=actor.institute_id)
            return mine.filter(programme_id=actor.programme_id) if actor.programme_id else mine
        if actor.acts_as(Role.LEAD):
            sent = CallAnswer.objects.filter(call=OuterRef("pk"), partner=actor.partner_id, sent_at__isnull=False)
            return self.filter(models.Exists(sent))
        return self.none()

    def managed_by(self, actor: Actor) -> Self:
        """Those that the actor sees from inside, with every partner's answer."""
        return self.none() if actor.acts_as(Role.LEAD) else self.visible_to(actor)

    def for_list(self) -> Self:
        """With institute, programme and intake: one query for any number of rows."""
        return self.select_related("institute", "programme", "intake", "track")

    def with_counts(self) -> Self:
        """Adds `asked`, `silent`, `promised`: partners, those without an answer, places in all answers."""
        answers = CallAnswer.objects.filter(call=OuterRef("pk")).order_by().values("call")
        silent = answers.filter(answered_at=None).annotate(n=Count("pk")).values("n")
        return self.annotate(
            asked=Coalesce(Subquery(answers.annotate(n=Count("pk")).values("n")), Value(0)),
            silent=Coalesce(Subquery(silent), Value(0)),
            promised=Coalesce(Subquery(answers.annotate(n=Sum("places")).values("n")), Value(0)),
        )


@pghistory.track()
class Call(Stamped, Versioned):
    """One institute's search for places, sent to many partners at once."""

    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="calls")
    programme = models.ForeignKey("institutions.Programme", on_delete=models.PROTECT, related_name="calls")
    intake = models.ForeignKey(
        "institutions.Intake", null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    title = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=SlotKind, default=SlotKind.INTERNSHIP)
    track = models.ForeignKey("placements.Track", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    competencies = models.ManyToManyField("placements.Competency", blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    places = models.PositiveIntegerField(help_text=_("How many places are wanted in all."))
    message = models.TextField(blank=True)
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=20, choices=CallState, default=CallState.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = CallQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="call_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="call_wants_places", condition=Q(places__gte=1)),
            models.CheckConstraint(
                name="call_that_is_open_was_sent", condition=~Q(state="open") | Q(sent_at__isnull=False)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["answer_by"], name="call_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("call_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """How its pill is coloured."""
        return CALL_TONES[CallState(self.state)]

    @property
    def is_open(self) -> bool:
        """True while answers are taken, late ones too."""
        return self.state == CallState.OPEN

    def is_past(self, now: datetime) -> bool:
        """True when its deadline has passed."""
        return now > self.answer_by


class CallAnswerQuerySet(models.QuerySet["CallAnswer"]):
    """What partners answer."""

    def visible_to(self, actor: Actor) -> Self:
        """Every answer to the institute's own calls; a lead's partner's own, once it was sent."""
        if actor.acts_as(Role.LEAD):
            return self.filter(partner_id=actor.partner_id, sent_at__isnull=False)
        return self.filter(call__in=Call.objects.visible_to(actor))

    def by_link(self, answer_id: int) -> Self:
        """The answer that a mailed link is about."""
        return self.filter(pk=answer_id).for_page()

    def for_page(self) -> Self:
        """With call, partner and slot: one query for any number of rows."""
        return self.select_related(
            "call__institute", "call__programme", "call__track", "partner", "department", "answered_by", "slot"
        )

    def silent(self) -> Self:
        """Asked in an open call, and without an answer."""
        return self.filter(call__state=CallState.OPEN, sent_at__isnull=False, answered_at=None)


@pghistory.track()
class CallAnswer(models.Model):
    """One partner in one call: asked, silent until it answers, and what came of the answer."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="answers")
    partner = models.ForeignKey("institutions.Partner", on_delete=models.PROTECT, related_name="call_answers")
    sent_at = models.DateTimeField(null=True, blank=True)
    chased_at = models.DateTimeField(null=True, blank=True, help_text=_("When somebody last asked again by hand."))
    interest = models.CharField(max_length=20, choices=Interest, blank=True)
    places = models.PositiveIntegerField(default=0)
    department = models.ForeignKey(
        "institutions.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    earliest = models.DateField(null=True, blank=True, help_text=_("The first day on which interns may come."))
    note = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    membership = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    via = models.CharField(max_length=10, choices=Via, blank=True)
    as_label = models.CharField(max_length=200, blank=True)
    recording = models.ForeignKey(
        "institutions.Recording", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    slot = models.OneToOneField(
        "placements.Slot", null=True, blank=True, on_delete=models.PROTECT, related_name="call_answer"
    )

    objects: ClassVar = CallAnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "partner"], name="one_answer_a_call_and_partner"),
            models.CheckConstraint(
                name="answer_says_how_they_stand",
                condition=Q(answered_at=None, interest="", places=0)
                | Q(answered_at__isnull=False, interest__in=Interest.values),
            ),
            models.CheckConstraint(
                name="places_come_from_who_is_interested",
                condition=Q(places=0) | Q(interest__in=[Interest.LOOKING, Interest.INTERESTED]),
            ),
            models.CheckConstraint(name="slot_of_a_call_has_places", condition=Q(slot=None) | Q(places__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.partner_id}"

    def get_absolute_url(self) -> str:
        return reverse("call_detail", args=[self.call_id])

    @property
    def tone(self) -> str:
        """How the pill of its interest is coloured."""
        return INTEREST_TONES[Interest(self.interest)] if self.interest else "act"

    @property
    def is_late(self) -> bool:
        """True for an answer that was given, or last changed, after the deadline. Expects `call` loaded."""
        return self.answered_at is not None and self.answered_at > self.call.answer_by


class CallTransition(Transition):
    """A move of a call."""

    thing = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="transitions")
