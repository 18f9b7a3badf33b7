"""What was written down for somebody else, from paper or from a call: by whom, for whom, and on what it rests."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, Unpack

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Origin, Role, Via
from core.models import Transition
from institutions.states import RECORDING_TONES, RecordingState

OBJECT_WITHIN = timedelta(days=30)
CALL_WITHIN = timedelta(days=366)  # before it is recorded


class RecordingQuerySet(models.QuerySet["Recording"]):
    """Recordings, seen by the two offices, by whose word it is, and by whom it is about."""

    def visible_to(self, actor: Actor) -> Self:
        """A coordinator's and viewer's institute, a lead's partner; one's own word; a student what was recorded about them."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        own = Q(person_id=actor.user_id)
        if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
            return self.filter(own | Q(institute_id=actor.institute_id))
        if actor.acts_as(Role.LEAD):
            return self.filter(own | Q(partner_id=actor.partner_id))
        if actor.acts_as(Role.SUPERVISOR):
            return self.filter(own)
        if actor.acts_as(Role.STUDENT):
            return self.filter(about_id=actor.user_id, institute_id=actor.institute_id)
        return self.none()

    def by_link(self, subject_id: int | None, user_id: int) -> Self:
        """The one recording that a link was made for, while it is that person's word."""
        return self.filter(pk=subject_id, person_id=user_id)

    def for_list(self) -> Self:
        """With the people, the parties and the scan: one query for any number of rows."""
        return self.select_related("by", "membership", "person", "person_membership", "institute", "partner", "scan")

    def objected(self) -> Self:
        """Objected to, and not settled."""
        return self.filter(state=RecordingState.OBJECTED)


@pghistory.track()
class Recording(models.Model):
    """One act that waited for `person` and was recorded for them by somebody of an office. Never rewritten; only its state moves."""

    class Source(models.TextChoices):
        PAPER = Via.PAPER.value, _("from paper")
        PHONE = Via.PHONE.value, _("by phone")

    act = models.CharField(max_length=40, help_text="Which act, as the address names it: hours-approve.")
    thing_id = models.BigIntegerField(help_text="Of the thing that the act is about.")
    path = models.CharField(max_length=200, help_text="Where the thing is seen.")
    title = models.CharField(max_length=200, help_text="What was done, about what.")
    words = models.TextField(help_text="What was recorded, as it was read to the recorder.")
    source = models.CharField(max_length=10, choices=Source)
    scan = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    caller = models.CharField(max_length=150, blank=True, help_text="Who was on the phone.")
    called_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recordings")
    person_membership = models.ForeignKey(
        "institutions.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty for a referee, who acts for nobody here.",
    )
    person_label = models.CharField(
        max_length=200, blank=True, help_text="In what capacity, where they act for nobody here."
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The student, where it is about one.",
    )
    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="recordings")
    partner = models.ForeignKey(
        "institutions.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="recordings"
    )
    at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=RecordingState, default=RecordingState.RECORDED)

    objects: ClassVar = RecordingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="paper_has_its_scan_and_a_call_its_caller",
                condition=Q(source="paper", scan__isnull=False, caller="", called_at=None)
                | Q(source="phone", scan=None, called_at__isnull=False) & ~Q(caller=""),
            ),
            models.CheckConstraint(
                name="a_recorded_word_says_in_what_capacity",
                condition=Q(person_membership__isnull=False, partner__isnull=False, person_label="")
                | Q(person_membership=None, partner=None) & ~Q(person_label=""),
            ),
            models.CheckConstraint(
                name="a_recorded_call_was_made_before_and_within_a_year",
                condition=Q(called_at=None) | Q(called_at__lte=F("at"), called_at__gte=F("at") - CALL_WITHIN),
            ),
            models.CheckConstraint(name="nobody_records_for_themselves", condition=~Q(by=F("person"))),
            models.CheckConstraint(name="nobody_records_about_themselves", condition=Q(about=None) | ~Q(by=F("about"))),
        ]
        indexes: ClassVar = [
            models.Index(fields=["institute", "-at"], name="recording_by_institute"),
            models.Index(fields=["partner", "-at"], name="recording_by_partner"),
            models.Index(fields=["person", "-at"], name="recording_by_person"),
            models.Index(fields=["about"], name="recording_objected", condition=Q(state="objected")),
        ]
        triggers: ClassVar = [
            # The partner may become another entry of itself, when two entries turn out to be one.
            pgtrigger.ReadOnly(name="a_recording_is_never_rewritten", exclude=["state", "partner"]),
            pgtrigger.Protect(name="a_recording_is_never_removed", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("recording_detail", args=[self.pk])

    @property
    def capacity(self) -> str:
        """In what capacity its person spoke."""
        return self.person_membership.label if self.person_membership else self.person_label

    def person_as_actor(self, *, via: Via, **origin: Unpack[Origin]) -> Actor:
        """Its person as an actor: in their membership, or as somebody from outside."""
        if self.person_membership is not None:
            return self.person_membership.as_actor(via=via, **origin)
        return Actor(via=via, user_id=self.person_id, name=self.person.name, label=self.person_label, **origin)

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return RECORDING_TONES[RecordingState(self.state)]

    @property
    def is_contested(self) -> bool:
        """Objected to without an answer, or taken back: what rests on it is in doubt."""
        return self.state in {RecordingState.OBJECTED, RecordingState.WITHDRAWN}

    @property
    def object_until(self) -> datetime:
        """Until when its person may object."""
        return self.at + OBJECT_WITHIN


class RecordingTransition(Transition):
    """A move of a recording: the objection, and how it was settled."""

    thing = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="transitions")


def its_recording(actor: Actor) -> Any:
    """For rows that may rest on a recording: `row.recording` is it where the actor may open it, else None. No query where none does."""
    return models.Prefetch("recording", Recording.objects.visible_to(actor).select_related("by"))


def recorded(rows: Any, actor: Actor) -> list[Any]:
    """The rows with who acted, and `its_recording`, in one query."""
    opens = Recording.objects.visible_to(actor).filter(pk=OuterRef("recording"))
    found = list(rows.select_related("by", "recording__by").annotate(recording_opens=Exists(opens)))
    for row in found:
        if not row.recording_opens:
            row._meta.get_field("recording").set_cached_value(row, None)
    return found


def with_recordings(rows: Any, actor: Actor) -> list[Any]:
    """Rows of history, newest first, with who acted and `its_recording`. One query."""
    return recorded(rows.order_by("-at", "-pk"), actor)


class PaperFormQuerySet(models.QuerySet["PaperForm"]):
    """Printed forms, seen by the two offices."""

    def visible_to(self, actor: Actor) -> Self:
        """A coordinator's institute, a lead's partner, all to administrators."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.COORDINATOR):
            return self.filter(institute_id=actor.institute_id)
        if actor.acts_as(Role.LEAD):
            return self.filter(partner_id=actor.partner_id)
        return self.none()

    def without_file(self) -> Self:
        """Ordered, the PDF not made yet."""
        return self.filter(file=None)


class PaperForm(models.Model):
    """A form to be filled in by hand, with a code that leads back to where it is recorded."""

    act = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    # Who fills it in: somebody of a partner, or a person who acts for nobody here, such as a referee.
    person_membership = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outsider = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outsider_label = models.CharField(max_length=300, blank=True)
    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        "institutions.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    file = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = PaperFormQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="paper_form_is_one_persons",
                condition=Q(person_membership__isnull=False, outsider=None)
                | Q(person_membership=None, outsider__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="paper_form_to_make", condition=Q(file=None))]

    def __str__(self) -> str:
        return self.serial

    def get_absolute_url(self) -> str:
        return reverse("paper_form_detail", args=[self.pk])

    @property
    def person_name(self) -> str:
        """Who fills it in."""
        person = self.person_membership.user if self.person_membership else self.outsider
        return person.name if person else ""

    @property
    def person_label(self) -> str:
        """In what capacity."""
        return self.person_membership.label if self.person_membership else self.outsider_label

    @property
    def serial(self) -> str:
        """For reading aloud: F-000123."""
        return f"F-{self.pk:06d}"
