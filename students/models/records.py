"""A student's evidence: one document with what it says, given once for every partner that asks for it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Readable
from core.actor import Actor, Role
from core.models import Stamped, Transition, Versioned
from core.paths import path_of
from students.states import HELD, RECORD_STAGES, RecordState

ENDS_SOON = timedelta(days=60)


class RejectReason(models.TextChoices):
    """What is most often wrong with a document, so that a student reads the same words wherever they study."""

    UNREADABLE = "unreadable", _("It is blurred, dark or cut off")
    NO_NAME = "no_name", _("Your name is not on it")
    NO_DATE = "no_date", _("The date is missing or cannot be read")
    NO_SIGNATURE = "no_signature", _("The signature or the stamp is missing")
    WRONG_DOCUMENT = "wrong_document", _("It is another document")
    OTHER_FIELDS = "other_fields", _("What you wrote is not what it says")
    TOO_OLD = "too_old", _("It holds no more")
    OTHER = "other", _("Something else")


# With these the same picture would come back; after the others it may be sent again with what was put right.
NEEDS_ANOTHER_DOCUMENT = frozenset(RejectReason) - {RejectReason.OTHER_FIELDS, RejectReason.OTHER}


class RecordQuerySet(models.QuerySet["Record"]):
    """Records. Health evidence is read by its owner and by memberships that clear it (PRODUCT.md, rule 8)."""

    def visible_to(self, actor: Actor) -> Self:
        """A student's own; what was sent to a coordinator's institute, health evidence only where the membership clears it; to an
        administrator that there is one: what it says is opened with a reason. Nobody reads health evidence through another's eyes.
        """
        if actor.acts_as(Role.STUDENT):
            mine = self.filter(student__user_id=actor.user_id, student__institute_id=actor.institute_id)
            return mine if actor.viewed_by is None else mine.filter(kind__is_health=False)
        sent = self.exclude(state=RecordState.DRAFT)
        if actor.acts_as(Role.ADMINISTRATOR):
            return sent
        if actor.acts_as(Role.COORDINATOR):
            ours = sent.filter(student__institute_id=actor.institute_id)
            ours = ours.filter(student__programme_id=actor.programme_id) if actor.programme_id else ours
            return ours.to_clear_by(actor)
        return self.none()

    def to_clear_by(self, actor: Actor) -> Self:
        """Health evidence left out unless the membership clears it."""
        return self if actor.may_clear_health else self.filter(kind__is_health=False)

    def for_list(self) -> Self:
        """With kind, document and student: one query for any number of rows."""
        return self.select_related(
            "kind", "file", "student__user", "student__programme", "student__institute", "replaced_by"
        )

    def waiting(self) -> Self:
        """Sent and not yet looked at, the longest first."""
        return self.filter(state=RecordState.SUBMITTED).order_by("submitted_at", "pk")

    def held_by(self, student_ids: Collection[int]) -> Self:
        """What the rules of partners are judged by: sent or verified. One query with the kinds."""
        return self.filter(student_id__in=student_ids, state__in=HELD).select_related("kind").order_by("on", "pk")

    def forgotten(self, before: datetime) -> Self:
        """Drafts that nobody has touched since `before`."""
        return self.filter(state=RecordState.DRAFT, updated_at__lt=before)

    def ending(self, today: date, within: timedelta = ENDS_SOON) -> Self:
        """Verified, in their last days, and nothing newer of the kind sent or verified in their place."""
        newer = Record.objects.filter(
            Q(until=None) | Q(until__gt=OuterRef("until")),
            student=OuterRef("student"),
            kind=OuterRef("kind"),
            state__in=HELD,
        )
        soon = self.filter(state=RecordState.VERIFIED, until__gte=today, until__lte=today + within)
        return soon.exclude(Exists(newer)).exclude(replaced_by__state=RecordState.SUBMITTED)


# Papers and verdicts rest on what was decided: not the admin, not a raw UPDATE changes it. A successor takes its place.
_SAME = "'{state,version,updated_at}'::text[]"
DECIDED_STAYS = pgtrigger.Protect(
    name="a_decided_record_never_changes",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.state IN ('verified', 'rejected', 'superseded') AND (NEW.state NOT IN (OLD.state, 'superseded')"
        f" OR to_jsonb(OLD.*) - {_SAME} IS DISTINCT FROM to_jsonb(NEW.*) - {_SAME})"
    ),
)
SENT_IS_KEPT = pgtrigger.Protect(
    name="a_sent_record_is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Condition("OLD.state <> 'draft'")
)


@pghistory.track()
class Record(Stamped, Versioned):
    """One document of one kind: its day, how long it holds, and the fields of its kind. A draft keeps what was typed, as typed."""

    student = models.ForeignKey("students.Student", on_delete=models.PROTECT, related_name="records")
    kind = models.ForeignKey("institutions.EvidenceKind", on_delete=models.PROTECT, related_name="records")
    state = models.CharField(max_length=20, choices=RecordState, default=RecordState.DRAFT)
    on = models.DateField(
        null=True, blank=True, help_text=_("The day the document speaks of: of the dose, of the test.")
    )
    until = models.DateField(null=True, blank=True, help_text=_("The last day on which it holds."))
    values = models.JSONField(default=dict, blank=True)
    file = models.ForeignKey(
        "accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=RejectReason, blank=True)
    words = models.CharField(max_length=500, blank=True, help_text=_("What the office wrote when it sent it back."))
    warned_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When its owner last read that the draft will be let go.")
    )

    brought_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was brought over from the institute’s earlier records.")
    )
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(max_length=80, blank=True, help_text=_("Its number in those records."))
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When somebody said that they had the paper before them.")
    )
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar = RecordQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sent_record_has_day_and_document",
                condition=Q(state="draft")
                | Q(on__isnull=False, submitted_at__isnull=False)
                & (Q(file__isnull=False) | Q(brought_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="verified_without_a_document_was_seen_on_paper",
                condition=~Q(state="verified") | Q(file__isnull=False) | Q(seen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="brought_record_says_by_whom",
                condition=Q(brought_at=None, brought_by=None) | Q(brought_at__isnull=False, brought_by__isnull=False),
            ),
            models.CheckConstraint(
                name="seen_record_says_by_whom",
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
            models.CheckConstraint(
                name="record_ends_after_its_day", condition=Q(until=None) | Q(on=None) | Q(until__gte=F("on"))
            ),
            models.CheckConstraint(
                name="rejected_record_says_why",
                condition=~Q(state="rejected") | ~Q(reason="") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="verified_record_says_when", condition=~Q(state="verified") | Q(decided_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["student", "kind"],
                condition=Q(state="draft", replaces=None),
                name="one_new_draft_a_kind",
            ),
            models.UniqueConstraint(
                fields=["student", "kind", "on", "values"],
                condition=Q(state="submitted"),
                name="one_waiting_record_of_one_dose",
            ),
            models.UniqueConstraint(
                fields=["student", "kind", "on", "values"],
                condition=Q(state="verified"),
                name="one_verified_record_of_one_dose",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["submitted_at"], name="record_waiting", condition=Q(state="submitted")),
            models.Index(fields=["until"], name="record_ending", condition=Q(state="verified")),
            models.Index(
                fields=["student", "kind"], name="record_held", condition=Q(state__in=["submitted", "verified"])
            ),
        ]
        triggers: ClassVar = [DECIDED_STAYS, SENT_IS_KEPT]

    def __str__(self) -> str:
        return str(self.plain_name)

    def get_absolute_url(self) -> str:
        return path_of("record_detail", self.pk)

    @property
    def plain_name(self) -> Any:
        """What a subject line and a list for other eyes call it: health evidence is not named where anybody looks over a shoulder."""
        return _("a health record") if self.kind.is_health else self.kind.name

    @property
    def passes_document_on(self) -> bool:
        """True where a correction may show the same document: it waits, or the document was not what was wrong."""
        if self.state == RecordState.REJECTED:
            return self.reason not in NEEDS_ANOTHER_DOCUMENT
        return self.state == RecordState.SUBMITTED

    @property
    def is_to_be_seen(self) -> bool:
        """True for one that was brought over without its document, until somebody has seen the paper."""
        return self.brought_at is not None and self.file_id is None and self.seen_at is None

    @property
    def readable(self) -> Readable:
        """What is read when somebody reads it. Needs the student."""
        return Readable(self.file_id, f"record:{self.pk}", self.student.user_id)

    def stage(self, today: date) -> str:
        """The stored state; for a verified one whether it was renewed, and with a last day whether it ends soon or has ended."""
        if self.state != RecordState.VERIFIED:
            return self.state
        if self.is_renewed:
            return "renewed"
        if self.until is None:
            return self.state
        if self.until < today:
            return "expired"
        return "expiring" if self.until - today <= ENDS_SOON else self.state

    @property
    def is_renewed(self) -> bool:
        """True once a later one was verified beside it. Needs `for_list`, or asks the database."""
        newer = getattr(self, "replaced_by", None)
        return newer is not None and newer.state == RecordState.VERIFIED

    def pill(self, today: date) -> tuple[str, Any]:
        """Tone and words of its stage."""
        return RECORD_STAGES[self.stage(today)]


class RecordTransition(Transition):
    """A move of a record."""

    thing = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="transitions")
