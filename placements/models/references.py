"""References: whom a student asks to write, whether the institute knows that the address is theirs, and what they wrote."""

from datetime import date, datetime
from typing import Any, ClassVar, Self, Unpack

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor, Origin, Role, Via
from core.models import Stamped, Transition, Versioned
from placements.models.applications import Application
from placements.states import COUNTED, DECIDED, REFERENCE_TONES, ReferenceState
from students.models import Student

LIVE = (ReferenceState.NAMED, ReferenceState.ASKED)


class Basis(models.TextChoices):
    """On what it rests that an address is its person's."""

    KNOWN = "known", _("acts for a partner or an institute in this portal")
    DOMAIN = "domain", _("an address of the named organisation")
    OTHER = "other", _("an address that tells nothing of an organisation")
    FREE = "free", _("a free-mail address")


@pghistory.track()
class Referee(Stamped):
    """Somebody outside who may write for students of an institute. A link goes to nobody whom the institute has not confirmed."""

    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="referees")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    position = models.CharField(max_length=150)
    organisation = models.CharField(max_length=150)
    basis = models.CharField(max_length=10, choices=Basis)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "institutions.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(max_length=200, blank=True, help_text=_("How the office knows: called the ward’s landline."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institute", "user"], name="one_referee_per_institute_and_address"),
            models.CheckConstraint(
                name="who_confirmed_a_referee_says_how",
                condition=Q(confirmed_by=None) | Q(confirmed_at__isnull=False) & ~Q(how=""),
            ),
            models.CheckConstraint(
                name="only_who_acts_here_needs_no_confirming",
                condition=Q(confirmed_at=None) | Q(confirmed_by__isnull=False) | Q(basis="known"),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="a_confirmed_referee_stays_who_they_are",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.confirmed_at IS NOT NULL AND ROW(OLD.user_id, OLD.name, OLD.position, OLD.organisation, OLD.institute_id)"
                    " IS DISTINCT FROM ROW(NEW.user_id, NEW.name, NEW.position, NEW.organisation, NEW.institute_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_actor(self, *, via: Via, **origin: Unpack[Origin]) -> Actor:
        """The referee as an actor: a person of no organisation here, who comes for one thing. `origin` as of a membership."""
        label = f"{self.position}, {self.organisation}"
        return Actor(via=via, user_id=self.user_id, name=self.name, label=label[:200], **origin)

    @property
    def is_confirmed(self) -> bool:
        """True once the institute, or the portal's own people, answer for the address."""
        return self.confirmed_at is not None


def _is_spent() -> Q:
    """Still asked for, and every application that it is for is decided: nothing that is written now would help."""
    uses = Application.objects.filter(references=OuterRef("pk"))
    return Q(state__in=LIVE) & Exists(uses) & ~Exists(uses.exclude(state__in=DECIDED))


class ReferenceQuerySet(models.QuerySet["Reference"]):
    """References: that there is one, and how it stands. Who may read the text is `policies.references.may_read`."""

    def visible_to(self, actor: Actor) -> Self:
        """A student's own; the institute's; those with applications that a partner's lead or reviewer sees, while no blind review hides
        whose they are. Never through somebody's eyes.
        """
        if actor.viewed_by is not None:
            return self.none()
        if actor.acts_as(Role.STUDENT, Role.COORDINATOR):
            return self.filter(student__in=Student.objects.visible_to(actor))
        if actor.acts_as(Role.LEAD, Role.SUPERVISOR):
            sent = Application.objects.visible_to(actor).unveiled()
            with_them = self.model.applications.through.objects.filter(application__in=sent).values("reference")
            return self.filter(pk__in=with_them).exclude(state=ReferenceState.NAMED)
        return self.none()

    def by_link(self, reference_id: int | None, user_id: int) -> Self:
        """The one that a link was mailed about, while it is that person's to write."""
        return self.filter(pk=reference_id, referee__user_id=user_id)

    def for_list(self) -> Self:
        """With student and referee, and whether it `is_spent`: one query for any number of rows."""
        people = ("student__user", "student__programme", "student__institute", "referee__user")
        return self.select_related(*people, "referee__confirmed_by__user").annotate(is_spent=_is_spent())

    def for_page(self) -> Self:
        """The same with the applications: one query more."""
        uses = Application.objects.select_related("slot__partner", "slot__department", "student")
        return (
            self.for_list()
            .select_related("file", "student__cv")
            .prefetch_related(models.Prefetch("applications", uses))
        )

    def waiting_first(self) -> Self:
        """Addresses to confirm first, then what waits for an answer, the soonest needed first; then the rest, the latest first."""
        rank = models.Case(
            models.When(state=ReferenceState.NAMED, then=0), models.When(state=ReferenceState.ASKED, then=1), default=2
        )
        return self.order_by(rank, "needed_by", "-pk")

    def standing(self) -> Self:
        """Those that count towards what a slot asks for: named, asked or written."""
        return self.filter(state__in=COUNTED)

    def spoken_by(self, user: Any) -> Self:
        """Those that count and that this person writes: nobody judges whom they speak for. A user's key, or an OuterRef to one."""
        return self.standing().filter(referee__user=user)

    def to_choose_for(self, application: Application) -> Self:
        """Those that may go with it: any of the student's before it is sent; afterwards those that do not go with it yet."""
        own = self.standing().filter(student=application.student_id)
        there = application.references.values("pk")
        return own.exclude(pk__in=there) if application.submitted_at else own

    def waiting(self) -> Self:
        """Asked, without an answer."""
        return self.filter(state=ReferenceState.ASKED)

    def spent(self) -> Self:
        """Those that nobody need write any more."""
        return self.filter(_is_spent())

    def needed(self) -> Self:
        """Those that somebody waits for."""
        return self.exclude(_is_spent())


@pghistory.track(exclude=["text"])
class Reference(Stamped, Versioned):
    """One request to one referee, for one or several applications, and what came of it."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="references")
    referee = models.ForeignKey(Referee, on_delete=models.PROTECT, related_name="references")
    applications = models.ManyToManyField(Application, related_name="references")
    state = models.CharField(max_length=20, choices=ReferenceState, default=ReferenceState.NAMED)
    message = models.TextField(blank=True, help_text=_("What the student writes to the referee."))
    needed_by = models.DateField()
    waived = models.BooleanField(help_text=_("The student gave up the right to read it."))
    capacity = models.CharField(
        max_length=200, blank=True, help_text=_("How long and in what capacity the writer knows the student.")
    )
    text = models.TextField(blank=True)
    file = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(
        null=True, blank=True, help_text="Who wrote and how they were identified, frozen with the answer."
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ReferenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["student", "referee"], condition=Q(state__in=LIVE), name="one_live_request_per_referee"
            ),
            models.CheckConstraint(
                name="a_reference_was_asked_for_at_some_moment", condition=~Q(state="asked") | Q(asked_at__isnull=False)
            ),
            models.CheckConstraint(
                name="a_written_reference_says_something_and_who_wrote_it",
                condition=~Q(state="answered")
                | Q(answered_at__isnull=False, facts__isnull=False) & (Q(file__isnull=False) | ~Q(text="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["needed_by"], name="reference_to_remind", condition=Q(state="asked")),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="a_waiver_stays_as_given", fields=["waived", "student", "referee"]),
            pgtrigger.Protect(
                name="a_written_reference_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="answered"),
            ),
            pgtrigger.Protect(name="a_reference_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Reference {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reference_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return REFERENCE_TONES[ReferenceState(self.state)]

    @property
    def is_written(self) -> bool:
        """True once the referee has answered with a reference."""
        return self.state == ReferenceState.ANSWERED

    def today(self, now: datetime) -> date:
        """The day that `now` is at the student's institute."""
        return clock.day_of(now, self.student.institute.zone)

    @property
    def uses(self) -> list[Application]:
        """The applications it is for, with slot and partner, the nearest deadline first; prefetched by `for_page`."""
        return sorted(self.applications.all(), key=lambda row: (row.slot.apply_by is None, row.slot.apply_by))


class ReferenceTransition(Transition):
    """A move of a reference."""

    thing = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="transitions")
