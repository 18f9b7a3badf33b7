"""What people without an account ask an institute: a question, or to be sponsored for an internship."""

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.models import Stamped, Transition
from institutions.states import ENQUIRY_TONES, EnquiryState


class EnquiryKind(models.TextChoices):
    """What the enquirer wants."""

    QUESTION = "question", _("I have a question")
    GRADUATE = "graduate", _("I have graduated and ask to be sponsored for an internship")
    SWITCHER = "switcher", _("I change my field and ask to be sponsored for an internship")
    PARTNER = "partner", _("We would like to take interns")


SPONSORED = frozenset({EnquiryKind.GRADUATE, EnquiryKind.SWITCHER})


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Enquiries, read by the office that they went to."""

    def visible_to(self, actor: Actor) -> Self:
        """A coordinator's institute; all to administrators. Nobody else's business."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        return self.filter(institute_id=actor.institute_id) if actor.acts_as(Role.COORDINATOR) else self.none()

    def waiting(self) -> Self:
        """Without an answer."""
        return self.filter(state=EnquiryState.RECEIVED)

    def for_list(self) -> Self:
        """With the institute; what waits first, the longest first, then the latest."""
        waits = Case(When(state=EnquiryState.RECEIVED, then=0), default=1)
        return self.select_related("institute").order_by(
            waits, Case(When(state=EnquiryState.RECEIVED, then="pk")), "-pk"
        )


@pghistory.track()
class Enquiry(Stamped):
    """One enquiry and its answer."""

    institute = models.ForeignKey("institutions.Institute", on_delete=models.PROTECT, related_name="enquiries")
    kind = models.CharField(max_length=20, choices=EnquiryKind)
    name = models.CharField(max_length=150)
    email = models.EmailField()
    phone = models.CharField(max_length=30, blank=True)
    qualification = models.CharField(max_length=200, blank=True, help_text=_("Of who asks to be sponsored."))
    text = models.TextField()
    state = models.CharField(max_length=20, choices=EnquiryState, default=EnquiryState.RECEIVED)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        constraints: ClassVar = [
            models.CheckConstraint(name="enquiry_is_of_a_kind", condition=Q(kind__in=EnquiryKind.values)),
            models.CheckConstraint(
                name="who_asks_to_be_sponsored_says_what_they_have_learnt",
                condition=~Q(kind__in=sorted(SPONSORED)) | ~Q(qualification=""),
            ),
            models.CheckConstraint(
                name="answered_enquiry_has_its_answer",
                condition=~Q(state="answered") | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["institute", "id"], name="enquiry_waiting", condition=Q(state="received"))
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("enquiry_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return ENQUIRY_TONES[EnquiryState(self.state)]

    @property
    def asks_to_be_sponsored(self) -> bool:
        """True for a graduate or a career switcher whom the institute may make a student."""
        return self.kind in SPONSORED


class EnquiryTransition(Transition):
    """A move of an enquiry."""

    thing = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="transitions")
