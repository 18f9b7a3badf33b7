"""Applications, and the offers they may become."""

from datetime import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import StoredFile
from core.actor import Actor, Role
from core.models import Stamped, Transition, Versioned
from core.paths import path_of
from placements.models.conflicts import Conflict
from placements.states import HOLDING, OPENED, OVER, ApplicationState

TONES = {
    ApplicationState.SUBMITTED: "wait",
    ApplicationState.RETURNED_FOR_INFO: "act",
    ApplicationState.ENDORSED: "wait",
    ApplicationState.UNDER_REVIEW: "wait",
    ApplicationState.SHORTLISTED: "wait",
    ApplicationState.INTERVIEW: "wait",
    ApplicationState.OFFERED: "act",
    ApplicationState.ACCEPTED: "good",
}


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications: a student's own, an institute's, and what was sent to a partner."""

    def visible_to(self, actor: Actor) -> Self:
        """A student's own; what was sent, to the institute (its programme, where the membership has one), to the partner's lead, and to
        the reviewers named for its slot. To nobody at the partner who has declared a conflict of interest with it.
        """
        sent = Q(submitted_at__isnull=False)
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.STUDENT):
            return self.filter(student__user_id=actor.user_id, institute_id=actor.institute_id)
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            mine = self.filter(sent, institute_id=actor.institute_id)
            return mine.filter(student__programme_id=actor.programme_id) if actor.programme_id else mine
        if actor.acts_as(Role.LEAD):
            return self.filter(sent, partner_id=actor.partner_id).without_conflict(actor)
        if actor.acts_as(Role.SUPERVISOR):
            named = Q(slot__selection__reviewers__membership_id=actor.membership_id)
            return self.filter(sent, named).without_conflict(actor)
        return self.none()

    def without_conflict(self, actor: Actor) -> Self:
        """Those with which the person has declared no conflict of interest, in whatever role; who holds a place is judged no more."""
        return self.filter(Q(state__in=HOLDING) | ~Q(pk__in=Conflict.objects.of(actor.user_id).values("application")))

    def unveiled(self) -> Self:
        """Those of which the partner may know whose they are: the rows of which `is_veiled` is false."""
        return self.filter(Q(state__in=OPENED) | ~Q(slot__selection__is_blind=True))

    def for_list(self) -> Self:
        """With student, slot, partner, institute, how its slot chooses, and `position` on the waiting list (None off it): one query for
        any number of rows.
        """
        related = (
            "student__user",
            "student__programme",
            "slot__partner",
            "slot__department",
            "slot__selection",
            "institute",
        )
        return self.select_related(*related).defer("slot__search").annotate(position=_position())

    def waiting_in(self, slot_id: int) -> Self:
        """A slot's waiting list, the next one first. Uses the partial index `waiting_list`."""
        return self.filter(slot_id=slot_id, state=ApplicationState.WAITLISTED).order_by("waitlisted_at", "pk")

    def urgent_first(self) -> Self:
        """Offers first, the soonest to lapse before the others; then the latest to change."""
        offered = Q(state=ApplicationState.OFFERED)
        deadline = models.Case(models.When(offered, then="answer_by"))
        return self.order_by(deadline.asc(nulls_last=True), "-updated_at", "-pk")

    def to_endorse(self) -> Self:
        """Those that wait for the institute's word."""
        return self.filter(state=ApplicationState.SUBMITTED, slot__asks_for_endorsement=True)

    def holding(self) -> Self:
        """Those that hold a place: offers, and acceptances that were not given back."""
        return self.filter(state__in=HOLDING, released_at=None)

    def lapsed(self, now: datetime) -> Self:
        """Offers whose time is over."""
        return self.filter(state=ApplicationState.OFFERED, answer_by__lt=now)


def _position() -> models.Case:
    """Place on the waiting list of the slot, counted from 1, in the order of `waiting_in`; 0 where quota groups move it out of its order:
    nobody can say then who is next, before it is known whose place is given back.
    """
    waiting = Application.objects.filter(slot=OuterRef("slot"), state=ApplicationState.WAITLISTED)
    before = Q(waitlisted_at__lt=OuterRef("waitlisted_at")) | Q(
        waitlisted_at=OuterRef("waitlisted_at"), pk__lt=OuterRef("pk")
    )
    ahead = waiting.filter(before).order_by().values("slot").annotate(n=Count("pk")).values("n")
    groups = apps.get_model("placements", "QuotaGroup").objects.filter(selection__slot=OuterRef("slot"))
    return models.Case(
        models.When(Q(state=ApplicationState.WAITLISTED) & models.Exists(groups), then=0),
        models.When(state=ApplicationState.WAITLISTED, then=Coalesce(Subquery(ahead), 0) + 1),
        default=None,
    )


@pghistory.track(exclude=["partner"])
class Application(Stamped, Versioned):
    """One student's wish for one slot. An offer holds a place, and so does an acceptance until it is released."""

    student = models.ForeignKey("students.Student", on_delete=models.PROTECT, related_name="applications")
    slot = models.ForeignKey("placements.Slot", on_delete=models.PROTECT, related_name="applications")
    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="applications")
    # The slot's, written here by the database so that a lead's list is one walk along an index.
    partner = models.ForeignKey(
        "institutions.Partner", on_delete=models.PROTECT, related_name="applications", editable=False, db_index=False
    )
    statement = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=ApplicationState, default=ApplicationState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    receipt = models.JSONField(null=True, blank=True, editable=False, help_text="What was submitted, as it was.")
    answer_by = models.DateTimeField(null=True, blank=True)
    waitlisted_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True, help_text="When an accepted place was given back.")

    objects: ClassVar = ApplicationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["student", "slot"], name="one_application_per_student_and_slot"),
            models.CheckConstraint(
                name="offer_has_a_deadline", condition=~Q(state="offered") | Q(answer_by__isnull=False)
            ),
            models.CheckConstraint(
                name="only_an_accepted_place_is_given_back", condition=Q(released_at=None) | Q(state="accepted")
            ),
            models.CheckConstraint(
                name="waiting_since_some_moment", condition=~Q(state="waitlisted") | Q(waitlisted_at__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["answer_by"], name="offer_to_lapse", condition=Q(state="offered")),
            models.Index(fields=["slot", "waitlisted_at"], name="waiting_list", condition=Q(state="waitlisted")),
            models.Index(
                fields=["partner", "-submitted_at", "-id"],
                include=["state", "student", "slot"],
                name="sent_to_partner",
                condition=Q(submitted_at__isnull=False),
            ),
            models.Index(
                fields=["institute", "-submitted_at", "-id"],
                include=["state", "student", "slot"],
                name="sent_from_institute",
                condition=Q(submitted_at__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="partner_of_its_slot",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("slot_id"),
                func="NEW.partner_id = (SELECT partner_id FROM placements_slot WHERE id = NEW.slot_id); RETURN NEW;",
            ),
            pgtrigger.Protect(
                name="sent_as_it_was",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND ROW(OLD.student_id, OLD.slot_id, OLD.institute_id, OLD.statement, OLD.receipt)"
                    " IS DISTINCT FROM ROW(NEW.student_id, NEW.slot_id, NEW.institute_id, NEW.statement, NEW.receipt)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} → {self.slot_id}"

    def get_absolute_url(self) -> str:
        return path_of("application_detail", self.pk)

    @property
    def number(self) -> str:
        """What it is called where the name is hidden, and on the student's receipt."""
        return f"A-{self.pk}"

    @property
    def is_veiled(self) -> bool:
        """True while a blind review hides from the partner whose it is. No query after `for_list`."""
        selection = getattr(self.slot, "selection", None)
        return selection is not None and selection.is_blind and self.state not in OPENED

    @property
    def is_over(self) -> bool:
        """True when nothing more will come of it by itself."""
        return self.state in OVER

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return TONES.get(ApplicationState(self.state), "")

    @property
    def is_draft(self) -> bool:
        """True while it is the student's to write."""
        return self.state == ApplicationState.DRAFT

    def sent_document(self, kind: str) -> StoredFile | None:
        """A document of the package as it was when the application was sent. One query."""
        sent = next((row for row in (self.receipt or {}).get("documents", []) if row["kind"] == kind), None)
        return StoredFile.objects.filter(pk=sent["file"]).first() if sent else None

    @property
    def sent_cv(self) -> StoredFile | None:
        """The CV as it was when the application was sent. One query."""
        sent = (self.receipt or {}).get("cv")
        return StoredFile.objects.filter(pk=sent["file"]).first() if sent else None


class ApplicationTransition(Transition):
    """A move of an application."""

    thing = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="transitions")
